//! Ordering things that name each other.

/// Nodes in an order in which each comes after everything it names; or one circle.
///
/// `edges[n]` are the nodes that `n` names. The circle starts and ends where it was entered.
pub(super) fn order(edges: &[Vec<usize>]) -> Result<Vec<usize>, Vec<usize>> {
    let mut named_by = vec![Vec::new(); edges.len()];
    let mut open: Vec<usize> = edges.iter().map(Vec::len).collect();
    for (node, names) in edges.iter().enumerate() {
        for &name in names {
            named_by[name].push(node);
        }
    }
    let mut order: Vec<usize> = (0..edges.len()).filter(|&node| open[node] == 0).collect();
    let mut next = 0;
    while let Some(&node) = order.get(next) {
        next += 1;
        for &above in &named_by[node] {
            open[above] -= 1;
            if open[above] == 0 {
                order.push(above);
            }
        }
    }
    match open.iter().position(|&count| count > 0) {
        None => Ok(order),
        Some(start) => Err(circle(edges, &open, start)),
    }
}

/// Walks along nodes that are still open until one comes again.
fn circle(edges: &[Vec<usize>], open: &[usize], start: usize) -> Vec<usize> {
    let mut walked = vec![start];
    let mut at = vec![None; edges.len()];
    at[start] = Some(0);
    let mut node = start;
    while let Some(&next) = edges[node].iter().find(|&&name| open[name] > 0) {
        if let Some(from) = at[next] {
            return walked.split_off(from);
        }
        at[next] = Some(walked.len());
        walked.push(next);
        node = next;
    }
    walked
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_comes_first() {
        let order = order(&[vec![1, 2], vec![2], vec![], vec![0]]).unwrap();
        assert_eq!(order, [2, 1, 0, 3]);
    }

    #[test]
    fn a_circle_is_found_without_what_leads_to_it() {
        assert_eq!(order(&[vec![1], vec![2], vec![3], vec![1]]), Err(vec![1, 2, 3]));
        assert_eq!(order(&[vec![0]]), Err(vec![0]));
    }
}
