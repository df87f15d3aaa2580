// The file of a recording.
#pragma once

#include <sys/types.h>

#include <mutex>
#include <string>

#include <weft/client/transport/record.hpp>
#include <weft/io/descriptor.hpp>

namespace weft::client {

struct RecordedExchange;

// The file is whole after each exchange, and only its owner may read it. Clients on several threads may share it.
class Recorder {
 public:
  // Throws std::invalid_argument where the file cannot be written.
  Recorder(std::string path, RecordOptions options);

  const std::string& path() const { return path_; }
  bool keeps_secrets() const { return options_.secrets; }
  // False: the file cannot be written any more.
  bool add(const RecordedExchange& exchange);

 private:
  // The text goes to `end_`, and the end of the list behind it.
  bool write(const std::string& text);

  const std::string path_;
  const RecordOptions options_;
  std::mutex mutex_;
  io::Descriptor file_;
  // Where the next exchange goes.
  off_t end_ = 0;
  bool empty_ = true;
};

}  // namespace weft::client
