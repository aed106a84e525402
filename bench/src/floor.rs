//! The floor: an evaluator that does what these flags need and nothing else.
//!
//! One atomic load of the rules, one lookup of the key, enums, an interned context, one hash of the
//! user's id and the salt, sets for lists, versions packed in 64 bits, no allocation. It has no
//! reasons, errors, prerequisites, schedules or segments, and no way to say why.

use std::collections::{HashMap, HashSet};
use std::hint::black_box;
use std::sync::Arc;

use arc_swap::{ArcSwap, Cache};
use foldhash::fast::FixedState;
use serde_json::Value;
use xxhash_rust::xxh64::xxh64;

use crate::evaluator::Evaluator;
use crate::flags::{Condition, Flag, Kind, Person, SHARE, SPLIT};

type Texts = HashSet<Box<str>, FixedState>;

/// The rules in force, as one thread reads them.
pub struct Floor {
    present: Cache<Arc<ArcSwap<Rules>>, Arc<Rules>>,
}

struct Rules {
    index: HashMap<Box<str>, usize, FixedState>,
    flags: Box<[Compiled]>,
}

struct Compiled {
    enabled: bool,
    values: Box<[Value]>,
    salt: Box<str>,
    rules: Box<[Rule]>,
    otherwise: Otherwise,
}

/// All of these hold.
type Rule = Box<[Test]>;

enum Test {
    Among(usize, Texts),
    Over(usize, f64),
    From(usize, u64),
}

/// What whom no rule matches gets.
enum Otherwise {
    On,
    Off,
    Share(u64),
    Split(Box<[u64]>),
}

/// Attributes have numbers: the place of each in [`Bound`].
const ID: usize = 0;
const COUNTRY: usize = 1;
const PLAN: usize = 2;
const LOGINS: usize = 3;
const VERSION: usize = 4;

/// What is known of a person, each attribute in its place and in the form that tests want.
pub struct Bound([Known; 5]);

enum Known {
    Text(Box<str>),
    Number(f64),
    Version(u64),
}

impl Floor {
    fn flag(&mut self, key: &str) -> Option<&Compiled> {
        let rules = self.present.load();
        rules.index.get(key).map(|index| &rules.flags[*index])
    }
}

/// The value that a person gets.
fn evaluate<'f>(flag: &'f Compiled, user: &Bound) -> &'f Value {
    &flag.values[variant(flag, user)]
}

/// The number of the variant that a person gets: of a flag that does not split, 0 is off.
fn variant(flag: &Compiled, user: &Bound) -> usize {
    if !flag.enabled {
        return 0;
    }
    if flag.rules.iter().any(|rule| rule.iter().all(|test| holds(test, user))) {
        return 1;
    }
    match &flag.otherwise {
        Otherwise::On => 1,
        Otherwise::Off => 0,
        Otherwise::Share(threshold) => {
            let hash = hash(flag, user);
            usize::from((hash % 100) * 100 + (hash / 10_000) % 100 < *threshold)
        }
        Otherwise::Split(bounds) => {
            let rank = hash(flag, user) % 10_000;
            bounds.iter().position(|bound| rank < *bound).unwrap_or(0)
        }
    }
}

fn holds(test: &Test, Bound(known): &Bound) -> bool {
    match test {
        Test::Among(place, texts) => {
            matches!(&known[*place], Known::Text(text) if texts.contains(text))
        }
        Test::Over(place, than) => {
            matches!(known[*place], Known::Number(number) if number > *than)
        }
        Test::From(place, than) => {
            matches!(known[*place], Known::Version(version) if version >= *than)
        }
    }
}

/// The hash of DESIGN 5, of one buffer on the stack.
fn hash(flag: &Compiled, Bound(known): &Bound) -> u64 {
    let Known::Text(id) = &known[ID] else { return 0 };
    let mut buffer = [0_u8; 64];
    let end = id.len() + flag.salt.len();
    buffer[..id.len()].copy_from_slice(id.as_bytes());
    buffer[id.len()..end].copy_from_slice(flag.salt.as_bytes());
    xxh64(&buffer[..end], 0)
}

/// Three numbers of at most 20 bits: later versions are greater.
fn packed(version: &str) -> u64 {
    version.split('.').fold(0, |packed, part| packed << 20 | part.parse::<u64>().unwrap_or(0))
}

fn compile(flag: &Flag) -> Compiled {
    let on_or_off = [Value::Bool(false), Value::Bool(true)];
    let off = |rules| (Box::from(on_or_off.clone()), rules, Otherwise::Off);
    let (values, rules, otherwise): (Box<[Value]>, Box<[Rule]>, _) = match &flag.kind {
        Kind::Rules(rules) => {
            off(rules.iter().map(|rule| rule.iter().map(test).collect()).collect())
        }
        Kind::List(ids) => {
            let ids = ids.iter().map(|id| Box::from(&**id)).collect();
            off(Box::new([Box::from([Test::Among(ID, ids)])]))
        }
        Kind::Boolean => (on_or_off.into(), Box::default(), Otherwise::On),
        Kind::Share => (on_or_off.into(), Box::default(), Otherwise::Share(u64::from(SHARE) * 100)),
        Kind::Split => {
            let bounds = SPLIT.iter().scan(0, |bound, (_, weight)| {
                *bound += u64::from(*weight) * 100;
                Some(*bound)
            });
            let names = SPLIT.iter().map(|(name, _)| Value::from(*name));
            (names.collect(), Box::default(), Otherwise::Split(bounds.collect()))
        }
    };
    Compiled { enabled: true, values, salt: flag.key.as_str().into(), rules, otherwise }
}

fn test(condition: &Condition) -> Test {
    let texts = |values: &[&str]| values.iter().map(|value| Box::from(*value)).collect();
    match condition {
        Condition::Country(values) => Test::Among(COUNTRY, texts(values)),
        Condition::Plan(values) => Test::Among(PLAN, texts(values)),
        Condition::LoginsOver(than) => Test::Over(LOGINS, f64::from(*than)),
        Condition::VersionFrom(than) => Test::From(VERSION, packed(than)),
    }
}

impl Evaluator for Floor {
    type User = Bound;
    type Handle = usize;
    type Name<'a> = &'a str;

    const NAME: &'static str = "floor";

    fn new(flags: &[Flag]) -> Result<Self, String> {
        let index = (0..).zip(flags).map(|(index, flag)| (flag.key.as_str().into(), index));
        let rules = Rules { index: index.collect(), flags: flags.iter().map(compile).collect() };
        Ok(Self { present: Cache::new(Arc::new(ArcSwap::from_pointee(rules))) })
    }

    fn user(&self, person: &Person) -> Bound {
        Bound([
            Known::Text(person.id.as_str().into()),
            Known::Text(person.country.into()),
            Known::Text(person.plan.into()),
            Known::Number(f64::from(person.logins)),
            Known::Version(packed(person.version)),
        ])
    }

    fn is_on(&mut self, flag: &str, user: &Bound) -> bool {
        self.flag(flag).is_some_and(|flag| *evaluate(flag, user) == Value::Bool(true))
    }

    fn variant<'a>(&'a mut self, flag: &str, user: &'a Bound) -> &'a str {
        self.flag(flag).and_then(|flag| evaluate(flag, user).as_str()).unwrap_or_default()
    }

    fn all(&mut self, user: &Bound) -> usize {
        let rules = self.present.load();
        let values: Vec<&Value> = rules.flags.iter().map(|flag| evaluate(flag, user)).collect();
        black_box(&values).len()
    }

    fn handle(&mut self, flag: &str) -> Option<usize> {
        self.present.load().index.get(flag).copied()
    }

    fn is_on_by(&mut self, handle: &usize, user: &Bound) -> bool {
        *evaluate(&self.present.load().flags[*handle], user) == Value::Bool(true)
    }
}
