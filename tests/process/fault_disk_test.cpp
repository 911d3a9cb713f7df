#include <gtest/gtest.h>
#include <sys/mount.h>

#include <fstream>

#include "process/house.h"

namespace crier::process {
namespace {

constexpr std::size_t kTargets = 3;
constexpr int kDiskMiB = 64;  ///< four times the space that the store keeps back for itself are 32

/// A file system of its own on the sandbox's folder `disk`, small enough to be filled.
class SmallDisk {
 public:
  explicit SmallDisk(std::filesystem::path folder) : folder_(std::move(folder)) {
    std::filesystem::create_directory(folder_);
    const std::string size = "size=" + std::to_string(kDiskMiB) + "m";
    is_mounted_ = ::mount("tmpfs", folder_.c_str(), "tmpfs", 0, size.c_str()) == 0;
  }
  ~SmallDisk() {
    if (is_mounted_) ::umount2(folder_.c_str(), MNT_DETACH);
  }
  SmallDisk(const SmallDisk&) = delete;
  SmallDisk& operator=(const SmallDisk&) = delete;

  [[nodiscard]] bool is_mounted() const { return is_mounted_; }
  /// Until not one page more fits.
  void fill() const {
    std::ofstream file(folder_ / "filler", std::ios::binary | std::ios::app);
    const std::string page(4096, 'x');
    while (file.write(page.data(), static_cast<std::streamsize>(page.size())).flush()) {
    }
  }
  void clear() const { std::filesystem::remove(folder_ / "filler"); }

 private:
  const std::filesystem::path folder_;
  bool is_mounted_ = false;
};

/// An event too large to hide in what is left of a page.
std::string large(const std::string& incident) {
  std::string event = opening(incident);
  event.insert(event.size() - 1, ",\"details\":\"" + std::string(20'000, 'z') + "\"");
  return event;
}

class AFullDisk : public testing::Test {
 protected:
  void SetUp() override {
    if (!disk_.is_mounted()) GTEST_SKIP() << "mounting a file system needs root";
    std::vector<std::string> targets;
    for (std::size_t i = 0; i < kTargets; ++i) targets.push_back(receiver_.url("/" + std::to_string(i)));
    furnish(sandbox_, {.targets = targets});
    std::string text = sandbox_.read("crier.yaml");
    const std::string folder = sandbox_.path("").string();
    text.replace(text.find(folder + "crier.db"), folder.size(), folder + "disk/");
    sandbox_.write("crier.yaml", text);
  }

  /// Posts until told otherwise than 202; at most `most`.
  void post(int most) {
    for (int i = 0; i < most; ++i) {
      const std::string incident = "outage-" + std::to_string(accepted_.size());
      last_ = sandbox_.request("POST", "/v1/events", large(incident));
      if (last_.status != 202) return;
      accepted_.push_back(incident);
    }
  }
  [[nodiscard]] bool all_delivered() const {
    return number_at(sandbox_.request("GET", "/v1/channels").body, "/channels/0/depth") == 0 &&
           number_at(sandbox_.request("GET", "/v1/channels").body, "/channels/0/deliveries/delivered") ==
               static_cast<std::int64_t>(accepted_.size() * kTargets);
  }
  /// Which letter came how often, over all that was accepted.
  [[nodiscard]] std::map<std::string, int> told_how_often() const {
    std::map<std::string, int> often;
    for (const auto& incident : accepted_) {
      for (std::size_t i = 0; i < kTargets; ++i) often["/" + std::to_string(i) + " " + incident + "#1"] = 0;
    }
    for (const auto& request : receiver_.received()) ++often[request.target + " " + told(request)];
    return often;
  }
  void expect_room_again() {
    disk_.clear();
    EXPECT_TRUE(eventually([&] {
      post(1);
      return last_.status == 202;
    })) << last_.body;
    EXPECT_EQ(sandbox_.request("GET", "/readyz").status, 200);
    EXPECT_TRUE(eventually([&] { return all_delivered(); }));
  }

  Receiver receiver_;
  Sandbox sandbox_;
  SmallDisk disk_{sandbox_.path("disk")};
  std::vector<std::string> accepted_;
  Answer last_;
};

TEST_F(AFullDisk, is_said_at_the_door_while_what_was_accepted_goes_out) {
  Program daemon = sandbox_.daemon();
  receiver_.hold();
  post(20);
  ASSERT_EQ(last_.status, 202) << last_.body;
  disk_.fill();
  post(1000);
  ASSERT_EQ(last_.status, 503) << last_.body;
  EXPECT_EQ(sandbox_.request("GET", "/readyz").status, 503);

  receiver_.release();
  EXPECT_TRUE(eventually([&] { return all_delivered(); })) << sandbox_.request("GET", "/v1/channels").body;
  post(1);
  EXPECT_EQ(last_.status, 503) << "the space kept back is for outcomes, not for events";
  EXPECT_EQ(sandbox_.request("GET", "/readyz").status, 503);

  expect_room_again();
  for (const auto& [letter, times] : told_how_often()) EXPECT_EQ(times, 1) << letter;
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0);
}

TEST_F(AFullDisk, is_told_to_operators_while_it_is_full) {
  const Receiver duty;
  std::string text = sandbox_.read("crier.yaml");
  text.insert(text.find("audiences:\n"), "  pager: {type: webhook, secret_file: hook-secret, allow_private: true}\n");
  text.insert(text.find("routes:\n"), "  duty: {internal: true, recipients: [{channel: pager, to: \"" + duty.url("/duty") + "\"}]}\n");
  sandbox_.write("crier.yaml", text);
  Program daemon = sandbox_.daemon();
  disk_.fill();
  post(1000);
  ASSERT_EQ(last_.status, 503) << last_.body;
  ASSERT_TRUE(duty.wait_for(1)) << daemon.errors();
  EXPECT_EQ(text_at(duty.received().front().body, "/data/update/title"), "the disk is full: nothing is accepted");
  EXPECT_EQ(sandbox_.request("GET", "/readyz").status, 503);
}

TEST_F(AFullDisk, does_not_keep_a_killed_daemon_from_starting_and_delivering) {
  {
    Program daemon = sandbox_.daemon();
    receiver_.hold();
    post(20);
    ASSERT_EQ(last_.status, 202) << last_.body;
    disk_.fill();
    daemon.kill();
  }
  receiver_.release();
  receiver_.wait_closed();

  Program daemon = sandbox_.start_daemon();
  ASSERT_TRUE(eventually([&] { return sandbox_.request("GET", "/healthz").status == 200; })) << daemon.errors();
  EXPECT_TRUE(eventually([&] { return all_delivered(); })) << daemon.errors();

  expect_room_again();
  for (const auto& [letter, times] : told_how_often()) EXPECT_GE(times, 1) << letter;
  daemon.signal(SIGTERM);
  EXPECT_EQ(daemon.wait(), 0);
}

}  // namespace
}  // namespace crier::process
