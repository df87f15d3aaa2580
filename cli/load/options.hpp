// The command line of `weft load`, as it was typed.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <CLI/App.hpp>

#include <cli/load/plan.hpp>

namespace weft::cli::load {

struct LoadOptions {
  std::vector<std::string> urls;
  std::string requests;
  std::vector<std::string> fields;
  std::string data;
  std::uint64_t count = 0;
  double duration = 10;  // seconds, as all times here
  double warm_up = 0;
  double timeout = 30;
  double connect_timeout = 10;
  bool no_resend = false;
  std::size_t connections = 1;
  std::size_t streams = 1;
  std::size_t threads = 1;
  double rate = 0;
  std::string http = "auto";
  std::uint32_t window = H2Options().window;
  bool insecure = false;
  std::string trusted_file;
  std::string certificate;
  std::string key;
  std::string connect_to;
  std::string server_name;
  std::uint64_t requests_per_connection = 0;  // 0: as many as come
  std::string json;
  std::string log;
  std::string fail_if;
  std::string compare;
  std::size_t rounds = 5;
  pid_t pid = 0;
  pid_t compare_pid = 0;
};

void add_options(CLI::App& verb, LoadOptions& options);

// The options ask for these. Both throw std::invalid_argument or std::runtime_error that says what is wrong.
Plan plan_of(const LoadOptions& options);
// The same requests to another origin, or, where there is but one URL, another URL.
Plan plan_of_other(const LoadOptions& options, Plan plan);

}  // namespace weft::cli::load
