//! Dependencies that get no more fixes, and what took their place.
//!
//! Where there is a hole, its number in the CVE list stands beside. Only such as have a successor under another name,
//! so that no update finds them; no replacement for an audit. Sources of the holes: GitHub's advisories
//! GHSA-w73w-5m7g-f7qc and GHSA-p8p7-x288-28g6.

/// A dependency that nobody mends.
#[derive(Debug, PartialEq, Eq)]
pub struct Retired {
    /// Go module path (a major version may follow), or npm package.
    pub name: &'static str,
    /// What is wrong with it, as the end of a sentence.
    pub why: &'static str,
    /// What to use.
    pub instead: &'static str,
}

/// Go modules.
pub const GO: &[Retired] = &[
    Retired {
        name: "github.com/mattermost/mattermost-server",
        why: "has been no module of its own since 2023: fixes of the plugin API come under another name",
        instead: "github.com/mattermost/mattermost/server/public",
    },
    Retired {
        name: "github.com/mattermost/mattermost-plugin-api",
        why: "was moved into the server's repository in 2023, and gets no more fixes",
        instead: "github.com/mattermost/mattermost/server/public/pluginapi",
    },
    Retired {
        name: "github.com/dgrijalva/jwt-go",
        why: "has a hole that nobody mends (CVE-2020-26160)",
        instead: "github.com/golang-jwt/jwt/v5",
    },
];

/// npm packages.
pub const NPM: &[Retired] = &[
    Retired {
        name: "request",
        why: "has a hole that nobody mends (CVE-2023-28155)",
        instead: "fetch, which browsers and Node.js have",
    },
    Retired { name: "node-sass", why: "has reached its end of life, with the libsass in it", instead: "sass" },
];
