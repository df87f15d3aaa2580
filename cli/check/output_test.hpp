// The standard output of a run of `weft check server` that ends with 0.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include <gtest/gtest.h>

#include <cli/check/check.hpp>

namespace weft::cli::check {

inline std::string output_of(const std::string& arguments) {
  CLI::App app;
  int code = -1;
  add_check(app, code);
  testing::internal::CaptureStdout();
  app.parse("check server " + arguments);
  EXPECT_EQ(code, 0);
  return testing::internal::GetCapturedStdout();
}

}  // namespace weft::cli::check
