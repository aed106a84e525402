//! The Prometheus that a server asks, from what it was told.

use anyhow::bail;
use hoist_server::{PrometheusOptions, PrometheusSecret};

use crate::arguments::prometheus::PrometheusArguments;

/// What is given as an argument, else in the settings; none where no address is.
pub(super) fn options(
    own: PrometheusArguments,
    other: PrometheusArguments,
) -> anyhow::Result<Option<PrometheusOptions>> {
    let url = own.url.or(other.url).filter(|url| !url.is_empty());
    let user = own.user.or(other.user).filter(|user| !user.is_empty());
    let text = own.secret.filter(|secret| !secret.is_empty()).map(PrometheusSecret::Text);
    // One that is given with the command is meant in place of one of the settings.
    let file = own.secret_file.or(other.secret_file.filter(|_| text.is_none()));
    let secret = match (text, file.map(PrometheusSecret::File)) {
        (Some(_), Some(_)) => {
            bail!(
                "HOIST_PROMETHEUS_SECRET and --prometheus-secret-file are two secrets for one \
                   Prometheus: leave one of them out"
            )
        }
        (text, file) => text.or(file),
    };
    let Some(url) = url else {
        if user.is_some() || secret.is_some() {
            bail!("there is a user or a secret for Prometheus, and no --prometheus-url");
        }
        return Ok(None);
    };
    if user.is_some() && secret.is_none() {
        bail!(
            "--prometheus-user needs a password: give it by --prometheus-secret-file or in \
               HOIST_PROMETHEUS_SECRET"
        );
    }
    Ok(Some(PrometheusOptions { url, user, secret }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(url: &str, user: &str, secret: &str, file: &str) -> PrometheusArguments {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let (url, user, secret) = (text(url), text(user), text(secret));
        PrometheusArguments { url, user, secret, secret_file: text(file).map(Into::into) }
    }

    #[test]
    fn an_argument_goes_before_the_settings() {
        let settings = || told("http://b", "ana", "", "/b");
        let both = options(told("http://a", "", "s", ""), settings()).unwrap().unwrap();
        assert_eq!((both.url.as_str(), both.user.as_deref()), ("http://a", Some("ana")));
        assert!(matches!(both.secret, Some(PrometheusSecret::Text(text)) if text == "s"));
        let own = options(told("", "", "", "/a"), settings()).unwrap().unwrap();
        assert!(matches!(own.secret, Some(PrometheusSecret::File(file)) if file.ends_with("a")));
        assert!(options(told("", "", "", ""), told("", "", "", "")).unwrap().is_none());
    }

    #[test]
    fn what_makes_no_sense_is_told() {
        for (told, expected) in [
            (told("http://a", "", "s", "/f"), "two secrets"),
            (told("http://a", "ana", "", ""), "needs a password"),
            (told("", "ana", "s", ""), "no --prometheus-url"),
            (told("", "", "", "/f"), "no --prometheus-url"),
        ] {
            let error = options(told, PrometheusArguments::default()).err().unwrap().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }
}
