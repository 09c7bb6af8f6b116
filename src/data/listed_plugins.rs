//! Plugins that the marketplace has listed.

/// Last commit that we read of the list: `plugins.json` of mattermost/mattermost-marketplace, branch production.
pub const DATE: &str = "2024-10-14";

/// Every id that the list has held since its start on 2019-08-13, in lower case, with the names of the plugin's
/// repositories, in lower case; sorted by id.
pub static LISTED: &[(&str, &[&str])] = &[
    ("alertmanager", &["mattermost-plugin-alertmanager"]),
    ("antivirus", &["mattermost-plugin-antivirus"]),
    ("autotranslate", &["mattermost-plugin-autotranslate"]),
    ("bitbucket", &["mattermost-plugin-bitbucket"]),
    ("com.cpanato.aws-sns", &["mattermost-plugin-aws-sns"]),
    ("com.github.jespino.recommend", &["mattermost-plugin-recommend"]),
    ("com.github.manland.mattermost-plugin-gitlab", &["mattermost-plugin-gitlab"]),
    ("com.github.mattermost.plugin-circleci", &["mattermost-plugin-circleci"]),
    ("com.github.matterpoll.matterpoll", &["matterpoll"]),
    ("com.github.moussetc.mattermost.plugin.diceroller", &["mattermost-plugin-dice-roller"]),
    ("com.github.moussetc.mattermost.plugin.giphy", &["mattermost-plugin-giphy", "mattermost-plugin-giphy-moussetc"]),
    ("com.github.phillipahereza.mattermost-plugin-digitalocean", &["mattermost-plugin-digitalocean"]),
    ("com.mattermost.agenda", &["mattermost-plugin-agenda"]),
    ("com.mattermost.apps", &["mattermost-plugin-apps"]),
    ("com.mattermost.aws-sns", &["mattermost-plugin-aws-sns"]),
    ("com.mattermost.calls", &["mattermost-plugin-calls"]),
    ("com.mattermost.confluence", &["mattermost-plugin-confluence"]),
    ("com.mattermost.custom-attributes", &["mattermost-plugin-custom-attributes"]),
    ("com.mattermost.demo-plugin", &["mattermost-plugin-demo"]),
    ("com.mattermost.jira", &["mattermost-plugin-jira"]),
    ("com.mattermost.mscalendar", &["mattermost-plugin-mscalendar"]),
    ("com.mattermost.msteams-sync", &["mattermost-plugin-msteams"]),
    ("com.mattermost.msteamsmeetings", &["mattermost-plugin-msteams-meetings"]),
    ("com.mattermost.nps", &["mattermost-plugin-nps"]),
    ("com.mattermost.plugin-channel-export", &["mattermost-plugin-channel-export"]),
    (
        "com.mattermost.plugin-incident-management",
        &[
            "mattermost-plugin-incident-collaboration",
            "mattermost-plugin-incident-management",
            "mattermost-plugin-incident-response",
        ],
    ),
    ("com.mattermost.plugin-todo", &["mattermost-plugin-todo"]),
    ("com.mattermost.walltime-plugin", &["mattermost-plugin-walltime"]),
    ("com.mattermost.webex", &["mattermost-plugin-webex"]),
    ("com.mattermost.welcomebot", &["mattermost-plugin-welcomebot"]),
    ("com.nilsbrinkmann.icebreaker", &["mattermost-icebreaker-plugin"]),
    ("focalboard", &["focalboard", "mattermost-plugin-boards"]),
    ("github", &["mattermost-plugin-github"]),
    ("jenkins", &["mattermost-plugin-jenkins"]),
    ("jira", &["mattermost-plugin-jira"]),
    ("jitsi", &["mattermost-plugin-jitsi"]),
    ("mattermost-autolink", &["mattermost-plugin-autolink"]),
    ("mattermost-plugin-azure-devops", &["mattermost-plugin-azure-devops"]),
    ("mattermost-plugin-hackerone", &["mattermost-plugin-hackerone"]),
    ("mattermost-plugin-servicenow", &["mattermost-plugin-servicenow"]),
    ("mattermost-plugin-servicenow-virtual-agent", &["mattermost-plugin-servicenow-virtual-agent"]),
    ("mattermost-profanity-filter", &["mattermost-plugin-profanity-filter"]),
    ("memes", &["mattermost-plugin-memes"]),
    ("playbooks", &["mattermost-plugin-playbooks"]),
    ("set-default-theme", &["mattermost-plugin-default-theme"]),
    ("skype4business", &["mattermost-plugin-skype4business"]),
    ("zoom", &["mattermost-plugin-zoom"]),
];

/// The names of the repositories of the plugin that is, or was, listed under `id`.
pub fn repositories(id: &str) -> Option<&'static [&'static str]> {
    LISTED.binary_search_by_key(&id, |(listed, _)| listed).ok().and_then(|i| LISTED.get(i)).map(|(_, names)| *names)
}
