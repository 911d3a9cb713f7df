#include "dispatch/runner.h"

#include <utility>

#include "channels/conceal.h"
#include "channels/smtp/sasl.h"

namespace crier::dispatch {
namespace {

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

core::Outcome refusal(const Error& error) {
  core::Outcome outcome;
  outcome.kind = core::OutcomeKind::rejected;
  outcome.scope = error.kind == ErrorKind::config ? core::Scope::channel : core::Scope::recipient;
  outcome.reply = error.text;
  outcome.credentials = error.kind == ErrorKind::config;
  return outcome;
}

}  // namespace

void Runner::run(FlightPtr flight) {
  flight->began = clock_.steady();
  // Here and not on the loop: marking a message costs as much as rendering it.
  if (flight->hop.kind == Hop::Kind::diverted) divert(flight->job, flight->hop, flight->channel->form);
  auto exchange = flight->channel->adapter->open(std::move(flight->job), flight->channel_state);
  if (!exchange) {
    news_.put(Landed{std::move(flight), refusal(exchange.error()), clock_.steady()});
    return;
  }
  flight->exchange = std::move(*exchange);
  take(flight, flight->exchange->start());
}

void Runner::go_on(const FlightPtr& flight) { answer(flight, channels::CheckpointDone{}); }

void Runner::answer(const FlightPtr& flight, channels::Reply reply) { take(flight, flight->exchange->on_reply(std::move(reply))); }

void Runner::take(const FlightPtr& flight, channels::Step step) {
  const config::Channel& channel = *flight->channel;
  std::visit(Overloaded{
                 [&](channels::HttpRequest&& request) {
                   const channels::HttpPolicy policy{channel.common.ca_file, channel.common.allow_private, channel.common.connections};
                   auto secrets = channels::secrets_of(request);
                   transport_.http(std::move(request), policy, [this, flight, secrets = std::move(secrets)](channels::HttpReply reply) {
                     channels::conceal(reply, secrets);
                     answer(flight, std::move(reply));
                   });
                 },
                 [&](channels::MailSubmission&& submission) {
                   // Shares the snapshot's life: the pool knows changed settings by their address.
                   std::shared_ptr<const channels::smtp::Settings> settings(flight->snapshot,
                                                                            std::get_if<channels::smtp::Settings>(&channel.settings));
                   transport_.mail(std::move(submission), settings, [this, flight, settings](channels::MailReply reply) {
                     if (settings) channels::conceal(reply, channels::smtp::secrets_of(*settings));
                     answer(flight, std::move(reply));
                   });
                 },
                 [&](channels::CommandRun&& run) {
                   auto secrets = run.secrets;
                   transport_.command(std::move(run), [this, flight, secrets = std::move(secrets)](channels::CommandReply reply) {
                     channels::conceal(reply, secrets);
                     answer(flight, std::move(reply));
                   });
                 },
                 [&](channels::Checkpoint&& checkpoint) {
                   news_.put(Wanted{flight, std::move(checkpoint)});
                 },
                 [&](channels::ChannelState&& state) {
                   news_.put(Wanted{flight, std::move(state)});
                 },
                 [&](core::Outcome&& outcome) {
                   flight->exchange.reset();
                   news_.put(Landed{flight, std::move(outcome), clock_.steady()});
                 },
             },
             std::move(step));
}

}  // namespace crier::dispatch
