#include "process/nginx.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>

#include "process/house.h"
#include "process/local_socket.h"

namespace crier::process {
namespace {

constexpr const char* kProgram = "/usr/sbin/nginx";

}  // namespace

std::string Nginx::missing() { return ::access(kProgram, X_OK) == 0 ? "" : "needs nginx (./dev servers)"; }

Nginx::Nginx(const Sandbox& sandbox, const Authority::Issued& identity, int upstream_port) : sandbox_(sandbox), port_(free_port()) {
  const std::string folder = sandbox_.path("").string();
  std::string temporary;
  for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
    temporary += std::string(kind) + "_temp_path " + folder + "nginx-" + kind + ";\n";
  const std::string upstream = "http://127.0.0.1:" + std::to_string(upstream_port);
  // One process and no change of user, so that it reaches the sandbox whoever runs the test.
  sandbox_.write("nginx.conf", "daemon off;\nmaster_process off;\nerror_log " + folder + "nginx.log info;\npid " + folder +
                                   "nginx.pid;\n"
                                   "events {}\nhttp {\naccess_log off;\n" +
                                   temporary + "server {\nlisten 127.0.0.1:" + std::to_string(port_) + " ssl http2;\nssl_certificate " +
                                   identity.certificate + ";\nssl_certificate_key " + identity.key +
                                   ";\n"
                                   "location / { proxy_pass " +
                                   upstream +
                                   "; proxy_http_version 1.1; proxy_set_header Connection \"\"; }\n"
                                   "location /moved { return 307 " +
                                   upstream + "/moved-here; }\n}\n}\n");
  master_ = Program({kProgram, "-p", folder, "-c", sandbox_.path("nginx.conf").string()}, sandbox_.path(""), "nginx");
  if (!eventually([this] { return answers(port_); })) ADD_FAILURE() << "nginx does not answer: " << master_.errors() << log();
}

Nginx::~Nginx() {
  master_.signal(SIGTERM);
  if (!master_.wait()) ADD_FAILURE() << "nginx does not end";
  if (testing::Test::HasFailure()) std::fprintf(stderr, "--- nginx\n%s\n", log().c_str());
}

}  // namespace crier::process
