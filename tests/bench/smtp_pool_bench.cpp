// How fast one thread sends mail through the pool, and what a mail costs.
//   smtp_pool_bench PORT [MAILS] [CONNECTIONS] [BYTES]
// against a server on 127.0.0.1 that discards, e.g. Postfix's:  smtp-sink -c 127.0.0.1:PORT 1000
#include <sys/resource.h>

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "net/smtp_pool.h"

namespace {

double seconds_of(const timeval& time) { return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6; }

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return seconds_of(usage.ru_utime) + seconds_of(usage.ru_stime);
}

class Load {
 public:
  Load(crier::net::SmtpPool& pool, std::shared_ptr<const crier::channels::smtp::Settings> settings, int mails, std::size_t bytes)
      : pool_(pool), settings_(std::move(settings)), left_(mails) {
    mail_.channel = "mail";
    mail_.from = "status@example.com";
    mail_.data = "From: status@example.com\r\nSubject: bench\r\n\r\n";
    while (mail_.data.size() < bytes) mail_.data += "No mail since 14:00, and no line longer than seventy-two characters.\r\n";
  }

  /// Keeps `window` mails under way, as dispatch does.
  void begin(int window) {
    for (int i = 0; i < window; ++i) send();
  }

  int accepted = 0, failed = 0;

 private:
  void send() {
    if (left_ == 0) return;
    crier::channels::MailSubmission mail = mail_;
    mail.to = "r" + std::to_string(left_--) + "@example.org";
    pool_.submit(std::move(mail), settings_, [this](crier::channels::MailReply reply) {
      if (reply.code == 250) {
        ++accepted;
      } else if (failed++ == 0) {
        std::fprintf(stderr, "first failure: %d %s%s\n", reply.code, reply.text.c_str(), reply.error.c_str());
      }
      if (left_ > 0) {
        send();
      } else if (accepted + failed == total_) {
        pool_.cancel_all();
      }
    });
  }

  crier::net::SmtpPool& pool_;
  std::shared_ptr<const crier::channels::smtp::Settings> settings_;
  crier::channels::MailSubmission mail_;
  int left_;
  const int total_ = left_;
};

}  // namespace

int main(int argc, char** argv) {
  const auto number = [&](int index, int usual) { return argc > index ? std::atoi(argv[index]) : usual; };
  auto settings = std::make_shared<crier::channels::smtp::Settings>();
  settings->host = "127.0.0.1";
  settings->port = static_cast<std::uint16_t>(number(1, 2525));
  settings->starttls = crier::channels::smtp::StartTls::never;
  settings->common.connections = number(3, 10);
  const int mails = number(2, 10000);

  boost::asio::io_context context(1);
  crier::net::SmtpPool pool(context);
  Load load(pool, settings, mails, static_cast<std::size_t>(number(4, 2048)));
  const auto begin = std::chrono::steady_clock::now();
  const double cpu = cpu_seconds();
  load.begin(2 * settings->common.connections);
  context.run();
  const double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  std::printf("%d accepted, %d failed, %.0f mails/s, %.1f us CPU a mail\n", load.accepted, load.failed, mails / wall,
              (cpu_seconds() - cpu) * 1e6 / mails);
  return load.failed == 0 ? 0 : 1;
}
