// The configuration that a command line of weft serve says, by itself or on top of a file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <weft/io/socket_file.hpp>
#include <weft/server/config/config.hpp>

namespace weft::cli {

struct ServeOptions {
  std::string directory;
  // A file of JSON; empty for none.
  std::string config;
  std::vector<std::string> listen;
  std::optional<std::string> control;
  // So many of each connection are kept, for the control endpoint.
  std::optional<std::uint32_t> frames;
  // A folder for those that it asks for.
  std::string recordings;
  std::string certificate;
  std::string key;
  std::optional<std::string> log;
  std::optional<std::string> log_fields;
  std::optional<server::LogFormat> log_format;
  std::optional<std::string> sink;
  // Octets a second.
  std::optional<std::uint64_t> rate;
  std::optional<unsigned> threads;
  // A name or a number, and the same of a group behind a colon.
  std::optional<std::string> user;
  io::SocketFileOptions socket_file;
  // A folder for recordings; empty: none are made.
  std::string record;
  bool record_values = false;
  // The address of the live page is told.
  bool live = false;
  bool listing = false;
  bool compress = false;
  bool check = false;
  bool print_config = false;
};

inline constexpr const char* usual_listen = "https://localhost:8443";
inline constexpr const char* usual_log = "-";

// The command line goes before the file. Throws std::invalid_argument.
Config config_of(const ServeOptions& options);

// Gives endpoints of https without a certificate the one for development, with a warning.
void use_development_certificate(Config& config);

}  // namespace weft::cli
