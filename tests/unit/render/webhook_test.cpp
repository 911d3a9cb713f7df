#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "unit/render/samples.h"

namespace crier::render {
namespace {

namespace json = boost::json;

json::object parsed(const Sample& sample) { return json::parse(sample.in(Form::webhook).payload).as_object(); }

TEST(Webhook, says_incident_update_and_audience) {
  Sample sample = full_opening();
  sample.update.event.id = "deploy-7781";
  sample.update.event.labels = {{"region", "eu"}};

  const json::object document = parsed(sample);
  const auto& incident = document.at("data").at("incident").as_object();
  const auto& update = document.at("data").at("update").as_object();

  EXPECT_EQ(document.at("type").as_string(), "incident.opened");
  EXPECT_EQ(document.at("timestamp").as_string(), "2026-11-22T13:05:00Z");
  EXPECT_EQ(document.at("data").at("audience").as_string(), "customers-emea");
  EXPECT_EQ(incident.at("incident").as_string(), "checkout-db");
  EXPECT_EQ(incident.at("status").as_string(), "investigating");
  EXPECT_EQ(incident.at("impact").as_string(), "critical");
  EXPECT_EQ(incident.at("services"), json::parse("[\"checkout\"]"));
  EXPECT_TRUE(incident.at("resolved").is_null());
  EXPECT_EQ(incident.at("promise").as_string(), "2026-11-22T13:50:00Z");
  EXPECT_FALSE(incident.contains("updates"));
  EXPECT_EQ(update.at("number").as_int64(), 1);
  EXPECT_EQ(update.at("id").as_string(), "deploy-7781");
  EXPECT_EQ(update.at("action").as_string(), "open");
  EXPECT_EQ(update.at("summary").as_string(), "Customers in Europe cannot pay since 14:02 CET.");
  EXPECT_EQ(update.at("consequences").at("now").as_string(), "Payments fail.");
  EXPECT_EQ(update.at("next_update").as_string(), "2026-11-22T13:50:00Z");
  EXPECT_EQ(update.at("overnight").as_string(), "continues");
  EXPECT_EQ(update.at("labels").at("region").as_string(), "eu");
}

TEST(Webhook, leaves_out_what_nobody_told) {
  Sample sample;
  sample.contact.clear();

  const json::object document = parsed(sample);
  const auto& update = document.at("data").at("update").as_object();

  for (const char* absent :
       {"consequences", "details", "workaround", "contact", "next_update", "overnight", "root_cause", "actions", "began", "ended"}) {
    EXPECT_FALSE(update.contains(absent)) << absent;
  }
}

TEST(Webhook, type_tells_what_kind_of_update_it_is) {
  struct Case {
    core::Action action;
    int number;
    core::Status status;
    bool reopened;
    const char* type;
  };
  using core::Action;
  using core::Status;
  const Case cases[] = {
      {Action::open, 1, Status::investigating, false, "incident.opened"},
      {Action::open, 2, Status::investigating, false, "incident.updated"},
      {Action::open, 3, Status::investigating, true, "incident.opened"},
      {Action::update, 2, Status::monitoring, false, "incident.updated"},
      {Action::update, 2, Status::resolved, false, "incident.resolved"},
      {Action::resolve, 2, Status::resolved, false, "incident.resolved"},
      {Action::postmortem, 3, Status::resolved, false, "incident.postmortem"},
      {Action::notice, 1, Status::investigating, false, "notice"},
  };
  for (const Case& c : cases) {
    Sample sample;
    sample.update.action = c.action;
    sample.update.number = c.number;
    sample.update.status = c.status;
    sample.update.reopened = c.reopened;

    EXPECT_EQ(event_type(sample.update, sample.incident), c.type);
    EXPECT_EQ(parsed(sample).at("type").as_string(), c.type);
  }
}

TEST(Webhook, keeps_hostile_text_inside_its_strings) {
  Sample sample;
  const std::string hostile = "\"}],\"data\":{} \\ \n\r\t\x01 <script> \xF0\x9F\x94\xA5 end";
  sample.update.event.summary = hostile;
  sample.update.event.labels = {{hostile, hostile}};

  const json::object document = parsed(sample);

  EXPECT_EQ(document.at("data").at("update").at("summary").as_string(), hostile);
  EXPECT_EQ(document.at("data").at("update").at("labels").as_object().begin()->key(), hostile);
  EXPECT_EQ(document.size(), 3U);
}

TEST(Webhook, speaks_the_audiences_language_where_there_is_a_translation) {
  Sample sample;
  sample.language = "de-AT";
  sample.update.event.details = "Details";
  sample.update.event.translations["de"].summary = "Kunden in Europa können nicht zahlen.";

  const json::object document = parsed(sample);
  const auto& update = document.at("data").at("update").as_object();

  EXPECT_EQ(update.at("summary").as_string(), "Kunden in Europa können nicht zahlen.");
  EXPECT_EQ(update.at("details").as_string(), "Details");
}

}  // namespace
}  // namespace crier::render
