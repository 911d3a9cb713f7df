#include "config/reader/files.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "unit/config/folder.h"

namespace crier::reader {
namespace {

using tests::Folder;

TEST(Files, a_secret_lies_beside_the_configuration) {
  const Folder folder;
  folder.write("pw", "hunter2\n");

  const auto secret = Files(folder.path(), "").secret("pw");

  ASSERT_TRUE(secret);
  EXPECT_EQ(secret->reveal(), "hunter2");
}

TEST(Files, the_credentials_folder_comes_first) {
  const Folder folder;
  folder.write("pw", "beside");
  folder.write("credentials/pw", "credential", 0444);
  folder.write("other", "beside too");
  const Files files(folder.path(), folder.path("credentials"));

  const auto first = files.secret("pw");
  const auto second = files.secret("other");

  ASSERT_TRUE(first) << first.error().text;
  EXPECT_EQ(first->reveal(), "credential");
  ASSERT_TRUE(second);
  EXPECT_EQ(second->reveal(), "beside too");
  EXPECT_EQ(files.secret_path("pw"), folder.path("credentials/pw"));
}

TEST(Files, absolute_paths_stay) {
  const Folder folder;
  const auto path = folder.write("pw", "x");

  EXPECT_EQ(Files("/nowhere", "").secret_path(path), path);
  EXPECT_TRUE(Files("/nowhere", "/also/nowhere").secret(path));
}

TEST(Files, one_line_end_is_dropped_and_no_more) {
  const struct { std::string content, secret; } cases[] = {{"a", "a"}, {"a\n", "a"}, {"a\r\n", "a"}, {"a\n\n", "a\n"}, {" a \n", " a "}};
  const Folder folder;
  for (const auto& c : cases) {
    folder.write("pw", c.content);
    const auto secret = Files(folder.path(), "").secret("pw");
    ASSERT_TRUE(secret);
    EXPECT_EQ(secret->reveal(), c.secret);
  }
}

TEST(Files, what_is_no_secret_is_told_without_its_content) {
  const Folder folder;
  folder.write("empty", "");
  folder.write("blank", " \n\n");
  folder.write("open", "hunter2", 0604);
  folder.write("large", std::string(70000, 'x'));
  folder.write("folder/file", "");
  const struct {
    std::string name, text;
  } cases[] = {
      {"missing", "is missing"},
      {"empty", "is empty"},
      {"blank", "is empty"},
      {"folder", "is no plain file"},
      {"large", "is larger than 64 KiB"},
      {"open", "is open to every user: chmod o-rwx it"},
  };
  for (const auto& c : cases) {
    const auto secret = Files(folder.path(), "").secret(c.name);
    ASSERT_FALSE(secret) << c.name;
    EXPECT_EQ(secret.error().text, "the secret file " + folder.path(c.name) + " " + c.text);
  }
}

TEST(Files, a_file_that_cannot_be_read_is_told) {
  if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
  const Folder folder;
  folder.write("pw", "x", 0000);

  const auto secret = Files(folder.path(), "").secret("pw");

  ASSERT_FALSE(secret);
  EXPECT_EQ(secret.error().text, "the secret file " + folder.path("pw") + " cannot be read: Permission denied");
}

TEST(Files, each_line_is_a_secret_of_its_own) {
  const Folder folder;
  folder.write("two", "whsec_a\r\n\n whsec_b \n");

  const auto secrets = Files(folder.path(), "").secret_lines("two");

  ASSERT_TRUE(secrets);
  ASSERT_EQ(secrets->size(), 2U);
  EXPECT_EQ((*secrets)[0].reveal(), "whsec_a");
  EXPECT_EQ((*secrets)[1].reveal(), "whsec_b");
}

}  // namespace
}  // namespace crier::reader
