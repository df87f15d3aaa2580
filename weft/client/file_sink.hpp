// A file that takes the body of a response. It is called PATH.part until it is whole: what stands at the path is never
// half of something.
//
//   auto sink = FileSink::open(path);
//   sink->write(octets);  …  sink->finish();            // without finish(), PATH.part goes with the sink
#pragma once

#include <string>

#include <weft/base/bytes.hpp>
#include <weft/base/result.hpp>
#include <weft/client/fault.hpp>
#include <weft/io/descriptor.hpp>

namespace weft::client {

class FileSink {
 public:
  // Whatever PATH.part held is lost.
  static Result<FileSink, Fault> open(std::string path);
  ~FileSink();
  FileSink(FileSink&& other) noexcept = default;
  FileSink& operator=(FileSink&& other) = delete;

  Result<void, Fault> write(Octets octets);
  // Takes the place of the file at the path, if there is one.
  Result<void, Fault> finish();

 private:
  FileSink(std::string path, io::Descriptor file);

  std::string path_;
  std::string part_;
  io::Descriptor file_;
};

}  // namespace weft::client
