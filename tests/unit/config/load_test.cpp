#include "config/load.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "unit/config/folder.h"

namespace crier::config {
namespace {

using tests::Folder;

constexpr const char* kChannels =
    "channels:\n"
    "  mail: {type: smtp, url: 'smtp://mail.example.com', from: 'Status <status@example.com>'}\n"
    "  hooks: {type: webhook, secret_file: hook}\n"
    "  slack: {type: slack, token_file: token}\n"
    "  x: {type: x, client_id_file: token, refresh_token_file: token}\n";

class LoadTest : public ::testing::Test {
 protected:
  LoadTest() {
    folder_.write("hook", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
    folder_.write("token", "xoxb-1\n");
  }
  /// The snapshot of a text that must be right.
  SnapshotPtr good(const std::string& text) {
    const auto loaded = load_text(text, folder_.path("crier.yaml"));
    EXPECT_NE(loaded.snapshot, nullptr) << loaded.report;
    return loaded.snapshot ? loaded.snapshot : std::make_shared<Snapshot>();
  }
  std::string report(const std::string& text) { return load_text(text, "crier.yaml").report; }

  Folder folder_;
};

TEST_F(LoadTest, an_empty_file_is_the_defaults) {
  const auto snapshot = good("");

  ASSERT_EQ(snapshot->listeners.size(), 1U);
  EXPECT_EQ(snapshot->listeners[0].unix_path, "/run/crier/crier.sock");
  EXPECT_EQ(snapshot->listeners[0].mode, 0660U);
  EXPECT_EQ(snapshot->listeners[0].group, "");
  EXPECT_FALSE(snapshot->access.is_set);
  EXPECT_EQ(snapshot->store_path, "/var/lib/crier/crier.db");
  EXPECT_EQ(snapshot->retention.history, Retention{}.history);
  EXPECT_EQ(snapshot->retention.deliveries, Retention{}.deliveries);
  EXPECT_EQ(snapshot->rules.reopen_within, core::Rules{}.reopen_within);
  EXPECT_EQ(snapshot->log.level, "info");
  EXPECT_FALSE(snapshot->log.json);
  EXPECT_NE(snapshot->templates, nullptr);
  EXPECT_EQ(snapshot->folder, folder_.path());
  ASSERT_EQ(snapshot->warnings.size(), 1U);
  EXPECT_EQ(snapshot->warnings[0],
            folder_.path("crier.yaml") + ": there are no routes: nobody is told of anything but by events that name their audiences");
}

TEST_F(LoadTest, doors_have_modes_groups_and_tokens) {
  const auto snapshot = good(
      "listen:\n"
      "  - {unix: /run/a.sock, mode: '0600', group: staff}\n"
      "  - {tcp: '127.0.0.1:9797', tokens: [{name: prometheus, file: token, may: publish}, {name: desk, file: hook, may: read}]}\n"
      "  - {tcp: '[::1]:9798', token_file: token}\n"
      "  - {tcp: '192.0.2.1:9797', public: true, token_file: token}\n"
      "  - {tcp: 'localhost:9799', token_file: token}\n");

  const auto& doors = snapshot->listeners;
  ASSERT_EQ(doors.size(), 5U);
  EXPECT_EQ(doors[0].mode, 0600U);
  EXPECT_EQ(doors[0].group, "staff");
  EXPECT_EQ(doors[1].tcp_host, "127.0.0.1");
  EXPECT_EQ(doors[1].tcp_port, 9797);
  ASSERT_EQ(doors[1].tokens.size(), 2U);
  EXPECT_EQ(doors[1].tokens[0].name, "prometheus");
  EXPECT_EQ(doors[1].tokens[0].may, core::Right::publish);
  EXPECT_FALSE(doors[1].tokens[0].may_read);
  EXPECT_EQ(doors[1].tokens[0].secret.reveal(), "xoxb-1");
  EXPECT_EQ(doors[1].tokens[1].may, core::Right::read);
  EXPECT_TRUE(doors[1].tokens[1].may_read);
  EXPECT_EQ(doors[2].tcp_host, "::1");
  ASSERT_EQ(doors[2].tokens.size(), 1U);
  EXPECT_EQ(doors[2].tokens[0].may, core::Right::operate);
  EXPECT_TRUE(doors[3].is_public);
  EXPECT_EQ(doors[4].tcp_host, "127.0.0.1");
}

TEST_F(LoadTest, access_that_is_given_but_empty_lets_nobody_in) {
  EXPECT_TRUE(good("access:\n")->access.is_set);
  EXPECT_TRUE(good("access: {}\n")->access.is_set);

  const auto access = good("access: {publish: {users: [prometheus, nagios], groups: monitoring}, read: {groups: [support]}}\n")->access;

  EXPECT_EQ(access.publish.users, (std::vector<std::string>{"prometheus", "nagios"}));
  EXPECT_EQ(access.publish.groups, std::vector<std::string>{"monitoring"});
  EXPECT_EQ(access.read.groups, std::vector<std::string>{"support"});
  EXPECT_TRUE(access.operate.users.empty());
}

TEST_F(LoadTest, channels_have_their_settings_and_adapters) {
  const auto snapshot = good(
      "channels:\n"
      "  mail:\n"
      "    type: smtp\n"
      "    url: smtp://Mail.Example.com:587\n"
      "    starttls: if-offered\n"
      "    username: crier\n"
      "    password_file: token\n"
      "    auth: login\n"
      "    from: \"Example Status <status@example.com>\"\n"
      "    reply_to: support@example.com\n"
      "    hello: status.example.com\n"
      "    connections: 20\n"
      "    rate: 10/m\n"
      "    retry: {initial: 1s, factor: 1.5, cap: 1m, max_age: 1h}\n"
      "    backlog: latest\n"
      "    unsure: drop\n"
      "    timeout: 30s\n"
      "  relay: {type: smtp, url: 'smtps://[::1]', from: a@example.com}\n"
      "  hooks: {type: webhook, secret_file: hook, allow_private: true}\n");

  const auto& mail = snapshot->channels.at("mail");
  const auto& smtp = std::get<channels::smtp::Settings>(mail.settings);
  EXPECT_EQ(mail.name, "mail");
  EXPECT_EQ(mail.type, "smtp");
  EXPECT_NE(mail.adapter, nullptr);
  EXPECT_EQ(smtp.host, "mail.example.com");
  EXPECT_EQ(smtp.port, 587);
  EXPECT_FALSE(smtp.implicit_tls);
  EXPECT_EQ(smtp.starttls, channels::smtp::StartTls::if_offered);
  EXPECT_EQ(smtp.auth, channels::smtp::Auth::login);
  EXPECT_EQ(smtp.username, "crier");
  EXPECT_EQ(smtp.password.reveal(), "xoxb-1");
  EXPECT_EQ(smtp.from, "Example Status <status@example.com>");
  EXPECT_EQ(smtp.from_address, "status@example.com");
  EXPECT_EQ(smtp.reply_to, "support@example.com");
  EXPECT_EQ(smtp.hello, "status.example.com");
  EXPECT_EQ(mail.common.connections, 20);
  EXPECT_EQ(mail.traits.connections, 20);
  ASSERT_TRUE(mail.common.rate);
  EXPECT_DOUBLE_EQ(*mail.common.rate, 10.0 / 60);
  EXPECT_EQ(mail.common.retry, (core::RetryPolicy{Millis(1000), 1.5, Millis(60000), Millis(3600000)}));
  EXPECT_EQ(mail.common.backlog, core::Backlog::latest);
  EXPECT_EQ(mail.common.unsure, core::Unsure::drop);
  EXPECT_EQ(mail.common.timeout, Millis(30000));
  const auto& relay = std::get<channels::smtp::Settings>(snapshot->channels.at("relay").settings);
  EXPECT_EQ(relay.host, "::1");
  EXPECT_EQ(relay.port, 465);
  EXPECT_TRUE(relay.implicit_tls);
  EXPECT_TRUE(snapshot->channels.at("hooks").common.allow_private);
}

TEST_F(LoadTest, a_channels_defaults_are_those_of_its_settings) {
  folder_.write("hook2", "https://hooks.slack.example/x\n");
  const auto snapshot = good(std::string(kChannels) + "  in: {type: slack, webhook_file: hook2}\n");
  const channels::CommonSettings built_in;
  const struct {
    std::string name;
    core::Backlog backlog;
    Millis timeout;
    bool own_recipient, threads, by_address;
  } cases[] = {
      {"mail", core::Backlog::all, Millis(300000), false, false, false},   {"hooks", core::Backlog::all, Millis(15000), false, false, true},
      {"slack", core::Backlog::latest, Millis(15000), false, true, false}, {"x", core::Backlog::latest, Millis(15000), true, true, false},
      {"in", core::Backlog::latest, Millis(15000), true, false, false},
  };
  for (const auto& c : cases) {
    SCOPED_TRACE(c.name);
    const auto& channel = snapshot->channels.at(c.name);
    const bool name_is_x = c.name == "x";
    EXPECT_EQ(channel.common.retry, built_in.retry);
    EXPECT_EQ(channel.common.rate, built_in.rate);
    EXPECT_EQ(channel.common.unsure, built_in.unsure);
    EXPECT_EQ(channel.common.connections, name_is_x ? 1 : built_in.connections);
    EXPECT_EQ(channel.common.ca_file, built_in.ca_file);
    EXPECT_EQ(channel.common.allow_private, built_in.allow_private);
    EXPECT_EQ(channel.common.backlog, c.backlog);
    EXPECT_EQ(channel.common.timeout, c.timeout);
    EXPECT_EQ(channel.traits.connections, channel.common.connections);
    EXPECT_EQ(channel.traits.own_recipient, c.own_recipient);
    EXPECT_EQ(channel.traits.threads, c.threads);
    EXPECT_EQ(channel.traits.destination_from_address, c.by_address);
  }
  const channels::smtp::Settings smtp;
  const auto& mail = std::get<channels::smtp::Settings>(snapshot->channels.at("mail").settings);
  EXPECT_EQ(mail.starttls, smtp.starttls);
  EXPECT_EQ(mail.auth, smtp.auth);
  EXPECT_EQ(mail.port, smtp.port);
  EXPECT_EQ(std::get<channels::x::Settings>(snapshot->channels.at("x").settings).api, channels::x::Settings{}.api);
  EXPECT_EQ(std::get<channels::slack::Settings>(snapshot->channels.at("slack").settings).api, channels::slack::Settings{}.api);
}

TEST_F(LoadTest, audiences_have_recipients_files_and_secrets) {
  folder_.write("customers.csv", "a@customer.example\n");
  const auto snapshot = good(std::string(kChannels) +
                             "audiences:\n"
                             "  customers:\n"
                             "    timezone: Europe/Berlin\n"
                             "    language: de\n"
                             "    recipients:\n"
                             "      - {channel: mail, to: ops@customer.example, name: Ops, language: en}\n"
                             "      - {channel: hooks, to: 'https://customer.example/h?x=1', secret_file: hook}\n"
                             "      - {channel: mail, file: customers.csv}\n"
                             "      - {channel: slack, to: '#a', fallback: {channel: mail, to: b@customer.example, after: 20m}}\n"
                             "      - {channel: x}\n"
                             "  operators: {internal: true, recipients: [{channel: slack, to: '#ops'}]}\n"
                             "routes: [{match: {}, audiences: operators}]\n");

  const auto& customers = snapshot->audiences.at("customers");
  EXPECT_EQ(customers.timezone, "Europe/Berlin");
  EXPECT_EQ(customers.language, "de");
  EXPECT_FALSE(customers.internal);
  EXPECT_EQ(customers.channels, (std::vector<std::string>{"mail", "hooks", "slack", "x"}));
  ASSERT_EQ(customers.recipients.size(), 4U);
  EXPECT_EQ(customers.recipients[0], (core::Recipient{"mail", "ops@customer.example", "Ops", "en", "", std::nullopt}));
  EXPECT_EQ(customers.recipients[1].secret_file, folder_.path("hook"));
  ASSERT_TRUE(customers.recipients[2].fallback);
  EXPECT_EQ(*customers.recipients[2].fallback, (core::Fallback{"mail", "b@customer.example", Millis(1200000)}));
  EXPECT_EQ(customers.recipients[3].address, "");
  ASSERT_EQ(customers.files.size(), 1U);
  EXPECT_EQ(customers.files[0], (core::RecipientFile{"mail", folder_.path("customers.csv")}));
  ASSERT_EQ(snapshot->recipient_secrets.at(folder_.path("hook")).size(), 1U);
  EXPECT_TRUE(snapshot->audiences.at("operators").internal);
  EXPECT_EQ(snapshot->audiences.at("operators").timezone, "UTC");
  EXPECT_EQ(snapshot->rules.audiences, (std::vector<std::string>{"customers", "operators"}));
}

TEST_F(LoadTest, routes_match_fields_and_labels) {
  const auto snapshot =
      good(std::string(kChannels) +
           "services: {checkout: {name: Checkout, group: Shop}, search:}\n"
           "audiences: {a: {recipients: [{channel: x}]}, b: {recipients: [{channel: x}]}}\n"
           "routes:\n"
           "  - {match: {impact: [major, critical], services: checkout, label.region: eu}, audiences: [a, b], continue: true}\n"
           "  - match: {}\n"
           "    audiences: b\n"
           "    monitor_resolve: ignore\n"
           "    say: {title: \"{service} is slow\", summary: Wait., consequences: {now: n, expected: e, permanent: p},\n"
           "      details: d, workaround: w, resolved: Done.}\n");

  const auto& routes = snapshot->rules.routes;
  ASSERT_EQ(routes.size(), 2U);
  EXPECT_EQ(routes[0].match.at("impact"), (std::vector<std::string>{"major", "critical"}));
  EXPECT_EQ(routes[0].match.at("services"), std::vector<std::string>{"checkout"});
  EXPECT_EQ(routes[0].match.at("label.region"), std::vector<std::string>{"eu"});
  EXPECT_EQ(routes[0].audiences, (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(routes[0].continues);
  EXPECT_TRUE(routes[1].match.empty());
  EXPECT_EQ(routes[0].monitor_resolve, std::nullopt);
  EXPECT_EQ(routes[0].say, std::nullopt);
  EXPECT_EQ(routes[1].monitor_resolve, core::MonitorResolve::ignore);
  EXPECT_EQ(routes[1].say, (core::Say{"{service} is slow", "Wait.", {"n", "e", "p"}, "d", "w", "Done."}));
  EXPECT_FALSE(routes[1].continues);
  ASSERT_EQ(snapshot->services.size(), 2U);
  EXPECT_EQ(snapshot->services[0].name, "Checkout");
  EXPECT_EQ(snapshot->services[1].name, "search");
  EXPECT_EQ(snapshot->rules.services, (std::vector<std::string>{"checkout", "search"}));
  EXPECT_TRUE(snapshot->warnings.empty());
}

TEST_F(LoadTest, credentials_come_from_the_credentials_folder_first) {
  const Folder credentials;
  credentials.write("hook", "whsec_YQ==\n", 0444);

  const auto loaded = load_text("channels: {hooks: {type: webhook, secret_file: hook}}\n", folder_.path("crier.yaml"),
                                {.credentials_directory = credentials.path()});

  ASSERT_NE(loaded.snapshot, nullptr) << loaded.report;
  const auto& settings = std::get<channels::webhook::Settings>(loaded.snapshot->channels.at("hooks").settings);
  ASSERT_EQ(settings.secrets.size(), 1U);
  EXPECT_EQ(settings.secrets[0].reveal(), "whsec_YQ==");
}

TEST_F(LoadTest, two_lines_of_a_hook_secret_both_sign) {
  folder_.write("hook", "whsec_YQ==\nYg\n");
  const auto snapshot = good("channels: {hooks: {type: webhook, secret_file: hook}}\n");
  EXPECT_EQ(std::get<channels::webhook::Settings>(snapshot->channels.at("hooks").settings).secrets.size(), 2U);
}

TEST_F(LoadTest, what_is_not_built_is_named_and_counted) {
  EXPECT_EQ(report("channels:\n"
                   "  mail: {type: smtp, url: 'smtp://m', from: a@example.com, dkim: {domain: example.com}}\n"
                   "  page: {type: page, folder: /tmp, whatever: 1}\n"
                   "audiences:\n"
                   "  public:\n"
                   "    office_hours: {mon-fri: '09:00-17:00'}\n"
                   "    holidays: [2026-12-24]\n"
                   "    hears: [drafts]\n"
                   "    recipients:\n"
                   "      - {channel: page}\n"
                   "      - {channel: page, to: x}\n"
                   "      - {channel: page, file: y}\n"
                   "      - {channel: mail, to: a@b.example, fallback: {channel: page}}\n"
                   "  nobody: {}\n"
                   "routes:\n"
                   "  - {match: {}, audiences: public}\n"
                   "  - {match: {impact: minor}, audiences: public}\n"
                   "rhythm: {office_close: {lead: 30m}, promise: {}}\n"
                   "reminders: []\n"
                   "wording: {errors: off}\n"),
            "warning: crier.yaml:2:60: 'dkim' is not built yet and ignored\n"
            "warning: crier.yaml:3:16: channels of type 'page' are not built yet: nothing is sent over 'page'\n"
            "warning: crier.yaml:8:5: audience 'public' is not internal and gets no operator notices, whatever it hears\n"
            "warning: crier.yaml:10:9: audience 'public': 2 recipients and 1 file of recipients on channel 'page' left out, for its type "
            "is not built yet\n"
            "warning: crier.yaml:13:62: the fallback over channel 'page' is left out, for its type is not built yet\n"
            "warning: crier.yaml:14:3: audience 'nobody' has no recipients: nobody is told through it\n"
            "warning: crier.yaml:17:5: this route is never reached, for route 1 takes everything\n");
}

TEST_F(LoadTest, a_password_sent_in_clear_is_warned_of) {
  const std::string mail =
      "channels: {m: {type: smtp, url: 'smtp://HOST', from: a@example.com, username: u, password_file: token, starttls: never}}\nroutes: "
      "[]\n";
  const auto with = [&mail](const std::string& host) {
    auto text = mail;
    return text.replace(text.find("HOST"), 4, host);
  };
  const auto warns = [this](const std::string& text) {
    return load_text(text, folder_.path("c")).report.find("unencrypted") != std::string::npos;
  };

  EXPECT_TRUE(warns(with("mail.example.com")));
  EXPECT_FALSE(warns(with("127.0.0.1:2525")));
}

TEST_F(LoadTest, files_that_are_none_are_told) {
  EXPECT_EQ(load(folder_.path("missing.yaml")).report, folder_.path("missing.yaml") + ": the file is missing\n");
  EXPECT_EQ(load(folder_.path()).report, folder_.path() + ": this is a folder, expected a YAML file\n");
  EXPECT_EQ(load("/dev/null").report, "/dev/null: this is no plain file, expected a YAML file\n");
  EXPECT_EQ(load(folder_.path("missing.yaml")).snapshot, nullptr);
}

/// The reference page's own example.
TEST_F(LoadTest, the_page_is_taken) {
  std::ifstream in(CRIER_SHARED "/interface.md");
  if (!in) GTEST_SKIP() << "no interface.md in " CRIER_SHARED;
  std::ostringstream page;
  page << in.rdbuf();
  auto text = page.str();
  text = text.substr(text.find("```yaml\n") + 8);
  text = text.substr(0, text.find("```"));
  for (const auto* name :
       {"api-token", "smtp-password", "x-consumer-key", "x-consumer-secret", "x-access-token", "x-access-secret", "slack-token"})
    folder_.write(name, "s3cret\n");
  for (const auto* name : {"hook-secret", "hook-customer"}) folder_.write(name, "whsec_YQ==\n");
  folder_.write("slack-webhook-url", "https://hooks.slack.example/x\n");
  folder_.write("customers-emea.csv", "");
  folder_.write(
      "holidays-de.ics",
      "BEGIN:VCALENDAR\nVERSION:2.0\nBEGIN:VEVENT\nDTSTART;VALUE=DATE:20261003\nRRULE:FREQ=YEARLY\nSUMMARY:Tag der Deutschen Einheit\n"
      "END:VEVENT\nEND:VCALENDAR\n");
  // The page's promise is escalated to an audience that it does not define.
  text.insert(text.find("  public:\n"), "  duty: {internal: true, recipients: [{channel: mail, to: duty@example.com}]}\n");
  std::filesystem::create_directory(folder_.path("templates"));

  const auto loaded = load_text(text, folder_.path("crier.yaml"));

  EXPECT_NE(loaded.snapshot, nullptr) << loaded.report;
}

}  // namespace
}  // namespace crier::config
