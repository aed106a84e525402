//! Those who were recorded.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use foldhash::fast::FixedState;
use jiff::Timestamp;

use crate::EvaluationContext;

/// One evaluation that was recorded.
#[derive(Clone, Debug)]
pub struct Record {
    /// For whom it was.
    pub context: EvaluationContext,
    /// The flag or experiment that was evaluated, if that is known.
    pub asked: Option<Arc<str>>,
    /// When, if that is known.
    pub at: Option<Timestamp>,
}

/// The contexts that were recorded, each once.
#[derive(Clone, Debug, Default)]
pub struct Population {
    /// Contexts of a user lie together.
    people: Vec<Person>,
    size: Count,
    since: Option<Timestamp>,
    is_cut: bool,
}

/// One context, and whose it is.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub(super) context: EvaluationContext,
    /// A number that stands for the targeting key.
    user: Option<u32>,
    asked: Vec<Arc<str>>,
}

/// How many contexts, and of how many users. Users are told apart by their targeting keys; a
/// context without one is nobody's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Contexts that are different.
    pub contexts: u64,
    /// Users that are different.
    pub users: u64,
}

impl Population {
    /// Takes what was recorded, the newest first, up to so many different contexts.
    pub fn of(records: impl IntoIterator<Item = Record>, contexts_max: usize) -> Self {
        let mut known: HashMap<u128, usize, FixedState> = HashMap::default();
        let mut users: HashMap<Box<str>, u32, FixedState> = HashMap::default();
        let mut population = Self::default();
        for Record { context, asked, at } in records {
            let place = match known.entry(context.fingerprint()) {
                Entry::Occupied(place) => *place.get(),
                Entry::Vacant(_) if population.people.len() >= contexts_max => {
                    population.is_cut = true;
                    continue;
                }
                Entry::Vacant(free) => {
                    let next = u32::try_from(users.len()).unwrap_or(u32::MAX);
                    let key = context.targeting_key().filter(|key| !key.is_empty());
                    let user = key.map(|key| *users.entry(key.into()).or_insert(next));
                    population.people.push(Person { context, user, asked: Vec::new() });
                    *free.insert(population.people.len() - 1)
                }
            };
            let person = &mut population.people[place];
            person.asked.extend(asked.filter(|key| !person.has_asked(key)));
            population.since = [population.since, at].into_iter().flatten().min();
        }
        population.people.sort_by_key(|person| person.user);
        let mut size = Counter::default();
        population.people.iter().for_each(|person| size.add(person));
        population.size = size.count;
        population
    }

    /// How many there are.
    pub fn size(&self) -> Count {
        self.size
    }

    /// When the oldest of what was recorded of them happened, if that is known.
    pub fn since(&self) -> Option<Timestamp> {
        self.since
    }

    /// Whether there were more contexts than were taken.
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    pub(super) fn people(&self) -> &[Person] {
        &self.people
    }

    /// How many of them meet a condition.
    pub(super) fn count(&self, of: impl Fn(&EvaluationContext) -> bool) -> Count {
        let mut counter = Counter::default();
        let meeting = self.people.iter().filter(|person| of(&person.context));
        meeting.for_each(|person| counter.add(person));
        counter.count
    }
}

impl Person {
    pub(super) fn has_asked(&self, key: &str) -> bool {
        self.asked.iter().any(|asked| **asked == *key)
    }
}

/// Counts contexts and users while it is shown people in the order of their population.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counter {
    pub(super) count: Count,
    last: Option<u32>,
}

impl Counter {
    pub(super) fn add(&mut self, person: &Person) {
        self.count.contexts += 1;
        if person.user.is_some() && person.user != self.last {
            self.count.users += 1;
            self.last = person.user;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contexts_and_users_count_once() {
        let record = |user: &str, plan: &str, asked: &str, second| Record {
            context: EvaluationContext::default().with("targetingKey", user).with("plan", plan),
            asked: Some(asked.into()),
            at: Timestamp::from_second(second).ok(),
        };
        let records = [
            record("ana", "free", "search", 9),
            record("bo", "free", "search", 8),
            record("ana", "pro", "search", 7),
            record("ana", "free", "layout", 6),
            record("", "free", "layout", 5),
            record("cy", "free", "layout", 4),
        ];
        for (max, contexts, users, since) in
            [(9, 5, 3, 4), (3, 3, 2, 6), (1, 1, 1, 6), (0, 0, 0, 0)]
        {
            let population = Population::of(records.clone(), max);
            assert_eq!(population.size(), Count { contexts, users }, "{max}");
            let second = population.since().map(Timestamp::as_second);
            assert_eq!(second, (max > 0).then_some(since), "{max}");
        }
        let population = Population::of(records, 9);
        let ana = population.people().iter().find(|one| one.has_asked("search")).unwrap();
        assert!(ana.has_asked("layout"), "of both evaluations of the one context");
        assert_eq!(
            population.count(|context| context.targeting_key() == Some("ana")),
            Count { contexts: 2, users: 1 }
        );
    }
}
