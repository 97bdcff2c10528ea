//! What two requests that met have made of each other.

use std::collections::HashMap;

use crate::finding::Finding;
use crate::scene::Scene;
use crate::swarm::{Exchange, transcript};

/// The same number handed out twice, or a count that is not the number of requests. All requests
/// are of one counter and add 1, and the last one may ask for it.
pub fn lost_update(scene: &Scene<'_>, exchanges: &[Exchange]) -> Option<Finding> {
    let counted: Vec<&Exchange> = exchanges
        .iter()
        .filter(|exchange| !exchange.request.starts_with("get "))
        .collect();
    if let Some([first, second]) = same_number(&counted) {
        let number = second.reply.as_deref().unwrap_or_default();
        let headline = if first.client == second.client {
            format!(
                "client {} was given the number {number} twice",
                first.client
            )
        } else {
            format!(
                "clients {} and {} were both given the number {number}",
                first.client.min(second.client),
                first.client.max(second.client)
            )
        };
        let mut finding = scene
            .find(headline)
            .comparing("each number once", format!("{number} twice"));
        // Where both were asked by the quick client, what lies between them is the slow one's.
        let between = counted.iter().find(|exchange| {
            exchange.client != first.client
                && first.client == second.client
                && exchange.asked < second.asked
                && exchange.answered > first.answered
        });
        let shown = [Some(first), Some(second), between.copied()];
        let shown: Vec<Exchange> = shown.into_iter().flatten().cloned().collect();
        finding.transcript = Some(transcript(&shown));
        return Some(finding);
    }
    let last = exchanges
        .last()
        .filter(|last| last.request.starts_with("get "))?;
    let told = last.reply.as_deref().unwrap_or_default();
    if told == counted.len().to_string() {
        return None;
    }
    let (request, times) = (&counted.first()?.request, counted.len());
    let mut finding = scene
        .find(format!(
            "the counter is not what was counted: `{request}` and the like, {times} times"
        ))
        .comparing(times.to_string(), told);
    finding.transcript = Some(transcript(std::slice::from_ref(last)));
    Some(finding)
}

/// Two exchanges that were answered the same: of different clients, if there are any, and the pair
/// that was complete first.
fn same_number<'a>(exchanges: &[&'a Exchange]) -> Option<[&'a Exchange; 2]> {
    let mut by_time: Vec<&Exchange> = exchanges.to_vec();
    by_time.sort_by_key(|exchange| exchange.answered);
    let mut seen: HashMap<&str, &Exchange> = HashMap::new();
    let mut pairs = Vec::new();
    for exchange in by_time {
        if let Some(first) = seen.insert(exchange.reply.as_deref()?, exchange) {
            pairs.push([first, exchange]);
        }
    }
    let of_two = pairs
        .iter()
        .find(|[first, second]| first.client != second.client);
    of_two.or(pairs.first()).copied()
}

/// A sum that is not the total of 1000.
pub fn half_move(scene: &Scene<'_>, exchanges: &[Exchange]) -> Option<Finding> {
    let wrong = exchanges.iter().find(|exchange| {
        exchange.request == "sum" && exchange.reply.as_deref().is_some_and(|sum| sum != "1000")
    })?;
    // What the other client did meanwhile.
    let met = exchanges.iter().rfind(|exchange| {
        exchange.client != wrong.client
            && exchange.asked < wrong.answered.unwrap_or_default()
            && exchange
                .answered
                .is_none_or(|answered| answered > wrong.asked)
    });
    let mut finding = scene
        .find(format!(
            "client {} was told a sum that there never was",
            wrong.client
        ))
        .comparing("1000", wrong.reply.clone().unwrap_or_default());
    let shown: Vec<Exchange> = met.into_iter().chain([wrong]).cloned().collect();
    finding.transcript = Some(transcript(&shown));
    Some(finding)
}
