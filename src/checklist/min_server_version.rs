//! `min-server-version`

use super::{MARKETPLACE_DATE, MARKETPLACE_PAGE, plugin_manifest};
use crate::evidence::Evidence;
use crate::evidence::manifest::{version_fault, version_help};
use crate::verdict::Judgement;

item! {
    /// The manifest says which is the oldest server that the plugin works on.
    ///
    /// Passes with a `min_server_version` that is a semantic version: three numbers, no `v`. A server older than that
    /// refuses to start the plugin and says why; without the key it starts the plugin, which then breaks at the first
    /// call that the server does not know. A value that is no semantic version (`5.12`) stops every server.
    ///
    /// Choose the oldest version that somebody has tried. It is never below what the code needs: a plugin built with
    /// server code of 5.37 or later cannot talk to older servers, which a hint points out.
    ///
    /// Whether the plugin really works from there on is for QA to say: see `works-from-min-server-version`.
    ///
    /// ```json
    /// "min_server_version": "6.2.1"
    /// ```
    {
        id: "min-server-version", title: "min_server_version is set", who: Author,
        page: (MARKETPLACE_PAGE, MARKETPLACE_DATE, "min_server_version is set in the manifest"),
        needs: [], judge: judge,
    }
}

fn judge(evidence: &Evidence) -> Judgement {
    let manifest = match plugin_manifest::manifest(evidence) {
        Ok(manifest) => manifest,
        Err(judgement) => return judgement,
    };
    let Some(minimum) = manifest.min_server_version.as_ref().filter(|v| !v.value.is_empty()) else {
        let help = "set it to the oldest server that somebody has tried: \"min_server_version\": \"MAJOR.MINOR.PATCH\"";
        return plugin_manifest::lacks(
            manifest,
            "min_server_version",
            manifest.min_server_version.as_ref(),
            help.to_owned(),
        );
    };
    let place = manifest.place(&minimum.span);
    match version_fault(&minimum.value) {
        None => Judgement::pass(format!("the plugin asks for Mattermost {} or later", minimum.value)),
        Some(fault) => {
            Judgement::fail(format!("min_server_version {:?} is no semantic version: {fault}", minimum.value))
                .help(version_help(&minimum.value))
        }
    }
    .at(place)
    .fact("min_server_version", minimum.value.clone())
}
