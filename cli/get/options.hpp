// The command line of `weft get`.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <weft/client/client.hpp>

namespace CLI {
class App;
}

namespace weft::cli::get {

struct GetOptions {
  std::vector<std::string> urls;

  // --- the request ---------------------------------------------------------------------------------------------------
  std::string method;
  bool head_only = false;
  std::vector<std::string> fields;
  std::vector<std::string> data;
  std::vector<std::string> parts;
  std::optional<std::string> upload;
  std::optional<std::string> range;
  std::optional<std::string> priority;
  std::string user;
  bool digest = false;
  bool negotiate = false;
  bool follow = false;

  // --- the way there -------------------------------------------------------------------------------------------------
  bool insecure = false;
  std::string trusted_file;
  bool http11 = false;
  bool http2 = false;
  bool prior_knowledge = false;
  bool push = false;
  // Seconds; 0 is no limit of its own.
  double most_time = 0;
  double connect_time = 0;
  // Octets a second.
  std::optional<std::string> rate;
  // SIZE or SIZE:TIME
  std::optional<std::string> pause;
  // In place of those of the environment; empty: none.
  std::optional<std::string> proxy;
  std::optional<std::string> no_proxy;
  std::string unix_socket;
  std::string certificate_file;
  std::string key_file;
  std::vector<std::string> pinned_keys;

  // --- what becomes of the response ----------------------------------------------------------------------------------
  // The n-th is for the n-th URL; "-" is standard output.
  std::vector<std::string> outputs;
  bool remote_name = false;
  // "-" or a number of octets.
  std::optional<std::string> continue_at;
  bool no_fail = false;

  // --- what is told of it --------------------------------------------------------------------------------------------
  int verbose = 0;
  bool why = false;
  bool timing = false;
  bool json = false;
  std::string har_file;
  std::string record_file;
  bool record_values = false;
  bool silent = false;
};

void add_options(CLI::App& verb, GetOptions& options);

// These throw CLI::ValidationError for what cannot be meant.
http::Method method_for(const GetOptions& options);
ClientOptions client_options(const GetOptions& options);
// All of -d, joined; reads files and standard input.
std::string content_of(const GetOptions& options);
ClientRequest request_for(const GetOptions& options, const std::string& content, const Client& client,
                          const std::string& url);
// Where -C goes on; nothing for "-C -", which goes on where the file ends.
std::optional<std::uint64_t> continue_offset(const GetOptions& options);

}  // namespace weft::cli::get
