#include <cli/load/descriptors.hpp>

#include <sys/resource.h>

#include <stdexcept>
#include <string>

#include <gtest/gtest.h>

namespace weft::cli::load {
namespace {

// Runs in a process of its own: a limit that was lowered cannot be raised again.
void with_limit(rlim_t soft, rlim_t hard, std::size_t connections) {
  const rlimit limit{soft, hard};
  if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) std::exit(9);
  try {
    provide_descriptors(connections, 1);
  } catch (const std::runtime_error& error) {
    const std::string expected = "100 connections need 124 descriptors, and the limit is 64: raise it (ulimit -n)";
    std::exit(error.what() == expected ? 1 : 8);
  }
  rlimit now{};
  ::getrlimit(RLIMIT_NOFILE, &now);
  std::exit(now.rlim_cur == hard ? 0 : 7);
}

TEST(Descriptors, enough_is_enough) {
  EXPECT_EXIT(with_limit(200, 200, 100), testing::ExitedWithCode(0), "");
}

TEST(Descriptors, the_soft_limit_is_raised) {
  EXPECT_EXIT(with_limit(64, 200, 100), testing::ExitedWithCode(0), "");
}

TEST(Descriptors, too_few_are_told_with_the_limit_and_the_need) {
  EXPECT_EXIT(with_limit(64, 64, 100), testing::ExitedWithCode(1), "");
}

}  // namespace
}  // namespace weft::cli::load
