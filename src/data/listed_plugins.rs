//! Plugins that the marketplace has listed.

/// Last commit that we read of the list: `plugins.json` of mattermost/mattermost-marketplace, branch production.
pub const DATE: &str = "2024-10-14";

/// Every id that the list has held since its start on 2019-08-13, in lower case, with owner and name of the plugin's
/// repositories on GitHub, in lower case, the newest first; sorted by id.
pub static LISTED: &[(&str, &[&str])] = &[
    ("alertmanager", &["cpanato/mattermost-plugin-alertmanager"]),
    ("antivirus", &["mattermost/mattermost-plugin-antivirus"]),
    ("autotranslate", &["mattermost/mattermost-plugin-autotranslate"]),
    ("bitbucket", &["mattermost/mattermost-plugin-bitbucket", "kosgrz/mattermost-plugin-bitbucket"]),
    ("com.cpanato.aws-sns", &["mattermost/mattermost-plugin-aws-sns"]),
    ("com.github.jespino.recommend", &["jespino/mattermost-plugin-recommend"]),
    ("com.github.manland.mattermost-plugin-gitlab", &["mattermost/mattermost-plugin-gitlab"]),
    ("com.github.mattermost.plugin-circleci", &["mattermost/mattermost-plugin-circleci"]),
    ("com.github.matterpoll.matterpoll", &["matterpoll/matterpoll"]),
    ("com.github.moussetc.mattermost.plugin.diceroller", &["moussetc/mattermost-plugin-dice-roller"]),
    (
        "com.github.moussetc.mattermost.plugin.giphy",
        &["moussetc/mattermost-plugin-giphy", "mattermost/mattermost-plugin-giphy-moussetc"],
    ),
    ("com.github.phillipahereza.mattermost-plugin-digitalocean", &["phillipahereza/mattermost-plugin-digitalocean"]),
    ("com.mattermost.agenda", &["mattermost/mattermost-plugin-agenda"]),
    ("com.mattermost.apps", &["mattermost/mattermost-plugin-apps"]),
    ("com.mattermost.aws-sns", &["mattermost/mattermost-plugin-aws-sns"]),
    ("com.mattermost.calls", &["mattermost/mattermost-plugin-calls"]),
    ("com.mattermost.confluence", &["mattermost/mattermost-plugin-confluence"]),
    ("com.mattermost.custom-attributes", &["mattermost/mattermost-plugin-custom-attributes"]),
    ("com.mattermost.demo-plugin", &["mattermost/mattermost-plugin-demo"]),
    ("com.mattermost.jira", &["mattermost/mattermost-plugin-jira"]),
    ("com.mattermost.mscalendar", &["mattermost/mattermost-plugin-mscalendar"]),
    (
        "com.mattermost.msteams-sync",
        &["mattermost/mattermost-plugin-msteams", "mattermost/mattermost-plugin-msteams-sync"],
    ),
    ("com.mattermost.msteamsmeetings", &["mattermost/mattermost-plugin-msteams-meetings"]),
    ("com.mattermost.nps", &["mattermost/mattermost-plugin-nps"]),
    ("com.mattermost.plugin-channel-export", &["mattermost/mattermost-plugin-channel-export"]),
    (
        "com.mattermost.plugin-incident-management",
        &[
            "mattermost/mattermost-plugin-incident-collaboration",
            "mattermost/mattermost-plugin-incident-management",
            "mattermost/mattermost-plugin-incident-response",
        ],
    ),
    ("com.mattermost.plugin-todo", &["mattermost/mattermost-plugin-todo"]),
    ("com.mattermost.walltime-plugin", &["mattermost/mattermost-plugin-walltime"]),
    ("com.mattermost.webex", &["mattermost/mattermost-plugin-webex"]),
    ("com.mattermost.welcomebot", &["mattermost/mattermost-plugin-welcomebot"]),
    ("com.nilsbrinkmann.icebreaker", &["monsdar/mattermost-icebreaker-plugin"]),
    ("focalboard", &["mattermost/focalboard", "mattermost/mattermost-plugin-boards"]),
    ("github", &["mattermost/mattermost-plugin-github"]),
    ("jenkins", &["mattermost/mattermost-plugin-jenkins"]),
    ("jira", &["mattermost/mattermost-plugin-jira"]),
    ("jitsi", &["mattermost/mattermost-plugin-jitsi"]),
    ("mattermost-autolink", &["mattermost/mattermost-plugin-autolink"]),
    ("mattermost-plugin-azure-devops", &["mattermost/mattermost-plugin-azure-devops"]),
    ("mattermost-plugin-hackerone", &["mattermost/mattermost-plugin-hackerone"]),
    ("mattermost-plugin-servicenow", &["mattermost/mattermost-plugin-servicenow"]),
    ("mattermost-plugin-servicenow-virtual-agent", &["mattermost/mattermost-plugin-servicenow-virtual-agent"]),
    ("mattermost-profanity-filter", &["mattermost/mattermost-plugin-profanity-filter"]),
    ("memes", &["mattermost/mattermost-plugin-memes"]),
    ("playbooks", &["mattermost/mattermost-plugin-playbooks"]),
    ("set-default-theme", &["mickmister/mattermost-plugin-default-theme"]),
    ("skype4business", &["mattermost/mattermost-plugin-skype4business"]),
    ("zoom", &["mattermost/mattermost-plugin-zoom"]),
];

/// Organisations that take over plugins of others, and Mattermost's own.
pub const STEWARDS: &[&str] = &["mattermost", "mattermost-community"];

/// Owner and name of the repositories of the plugin that is, or was, listed under `id`.
pub fn repositories(id: &str) -> Option<&'static [&'static str]> {
    LISTED.binary_search_by_key(&id, |(listed, _)| listed).ok().and_then(|i| LISTED.get(i)).map(|(_, names)| *names)
}
