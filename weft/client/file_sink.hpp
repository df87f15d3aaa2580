// A file that takes the body of a response. It is called PATH.part until it is whole: what stands at the path is never
// half of something. A device or a pipe at the path is written as the body comes.
//
//   auto sink = FileSink::open(path);
//   sink->write(octets);  …  sink->finish();            // without finish(), PATH.part goes with the sink
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <weft/base/bytes.hpp>
#include <weft/base/result.hpp>
#include <weft/client/fault.hpp>
#include <weft/io/descriptor.hpp>

namespace weft::client {

class FileSink {
 public:
  // Whatever PATH.part held is lost.
  static Result<FileSink, Fault> open(std::string path);
  // Goes on with PATH.part, or else with PATH, behind so many octets. Without finish(), PATH.part stays this time, and
  // the validator of the version that it is from with it (resumption.hpp).
  static Result<FileSink, Fault> go_on(std::string path, std::uint64_t offset, std::string_view validator);
  ~FileSink();
  FileSink(FileSink&& other) noexcept = default;
  FileSink& operator=(FileSink&& other) = delete;

  Result<void, Fault> write(Octets octets);
  // Takes the place of the file at the path, if there is one.
  Result<void, Fault> finish();

 private:
  FileSink(std::string path, std::string part, io::Descriptor file, bool stays);

  std::string path_;
  // PATH.part, or the path itself where nothing is renamed.
  std::string part_;
  io::Descriptor file_;
  // The file at part_ is there without finish() as well: for a later try, or because it is a device.
  bool stays_;
};

}  // namespace weft::client
