//! Ordering things that name each other, in time linear in their number and their names.

/// Nodes by what they name.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Order {
    /// Each comes after everything it names.
    pub(super) sorted: Vec<usize>,
    /// Circles: each node names the next, the last one the first.
    pub(super) circles: Vec<Vec<usize>>,
    /// Nodes in none of these circles that name one, through others perhaps.
    pub(super) behind: Vec<usize>,
}

/// Orders nodes; `edges[n]` are the nodes that `n` names.
pub(super) fn order(edges: &[Vec<usize>]) -> Order {
    let mut named_by = vec![Vec::new(); edges.len()];
    let mut open: Vec<usize> = edges.iter().map(Vec::len).collect();
    for (node, names) in edges.iter().enumerate() {
        for &name in names {
            named_by[name].push(node);
        }
    }
    let mut sorted: Vec<usize> = (0..edges.len()).filter(|&node| open[node] == 0).collect();
    let mut next = 0;
    while let Some(&node) = sorted.get(next) {
        next += 1;
        for &above in &named_by[node] {
            open[above] -= 1;
            if open[above] == 0 {
                sorted.push(above);
            }
        }
    }
    let (circles, behind) = circles(edges, &open);
    Order { sorted, circles, behind }
}

/// Follows, from each node that is still open, the first one it names that is open too. Such a
/// walk cannot end but in a circle, or where an earlier walk went.
fn circles(edges: &[Vec<usize>], open: &[usize]) -> (Vec<Vec<usize>>, Vec<usize>) {
    let mut circles: Vec<Vec<usize>> = Vec::new();
    let mut walk_of = vec![None; edges.len()];
    for start in (0..edges.len()).filter(|&node| open[node] > 0) {
        let mut walked = Vec::new();
        let mut next = Some(start);
        while let Some(node) = next {
            if let Some(walk) = walk_of[node] {
                if walk == start {
                    let from = walked.iter().position(|&each| each == node).unwrap_or(0);
                    circles.push(walked.split_off(from));
                }
                break;
            }
            walk_of[node] = Some(start);
            walked.push(node);
            next = edges[node].iter().copied().find(|&name| open[name] > 0);
        }
    }
    let mut in_circle = vec![false; edges.len()];
    for &node in circles.iter().flatten() {
        in_circle[node] = true;
    }
    let behind = (0..edges.len()).filter(|&node| open[node] > 0 && !in_circle[node]).collect();
    (circles, behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(edges: &[&[usize]], sorted: &[usize], circles: &[&[usize]], behind: &[usize]) {
        let edges: Vec<Vec<usize>> = edges.iter().map(|names| names.to_vec()).collect();
        let circles = circles.iter().map(|circle| circle.to_vec()).collect();
        let expected = Order { sorted: sorted.into(), circles, behind: behind.into() };
        assert_eq!(order(&edges), expected);
    }

    #[test]
    fn what_is_named_comes_first() {
        check(&[&[1, 2], &[2], &[], &[0]], &[2, 1, 0, 3], &[], &[]);
    }

    #[test]
    fn circles_are_found_without_what_leads_to_them() {
        check(&[&[1], &[2], &[3], &[1]], &[], &[&[1, 2, 3]], &[0]);
        check(&[&[0]], &[], &[&[0]], &[]);
        check(&[&[1], &[0], &[3], &[2], &[], &[0, 2, 4]], &[4], &[&[0, 1], &[2, 3]], &[5]);
    }
}
