#include <cli/check/saving.hpp>

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace weft::cli::check {
namespace {

namespace fs = std::filesystem;

class Saving : public testing::Test {
 protected:
  Saving() { fs::create_directory(folder_); }
  ~Saving() override { fs::remove_all(folder_); }

  const fs::path folder_ = fs::temp_directory_path() / ("weft-saving-" + std::to_string(::getpid()));
};

TEST_F(Saving, names_a_recording_after_its_case) {
  const std::string path = save_recording(folder_.string(), "abuse/ping/honest", "recorded");
  EXPECT_EQ(path, (folder_ / "abuse-ping-honest.sqlog").string());
  std::ifstream file(path);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), "recorded");
}

TEST_F(Saving, says_which_file_cannot_be_written) {
  EXPECT_THROW(write((folder_ / "none" / "x.json").string(), "{}"), std::runtime_error);
  EXPECT_NO_THROW(write("", "{}"));
}

}  // namespace
}  // namespace weft::cli::check
