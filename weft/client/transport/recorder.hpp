// The file of a recording.
#pragma once

#include <fstream>
#include <mutex>
#include <string>

#include <weft/client/transport/record.hpp>

namespace weft::client {

struct RecordedExchange;

// The file is whole after each exchange. Clients on several threads may share it.
class Recorder {
 public:
  // Throws std::invalid_argument where the file cannot be written.
  Recorder(std::string path, RecordOptions options);

  const std::string& path() const { return path_; }
  bool keeps_secrets() const { return options_.secrets; }
  // False: the file cannot be written any more.
  bool add(const RecordedExchange& exchange);

 private:
  const std::string path_;
  const RecordOptions options_;
  std::mutex mutex_;
  std::ofstream file_;
  // Where the next exchange goes.
  std::ofstream::pos_type end_;
  bool empty_ = true;
};

}  // namespace weft::client
