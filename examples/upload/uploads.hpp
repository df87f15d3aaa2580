// Files that clients send: as a form, or raw and then gone on with after a failure.
//
//   uploads::Uploads uploads("uploads");
//   uploads.add_to(server);
#pragma once

#include <cstdint>
#include <filesystem>
#include <mutex>
#include <set>
#include <string>

#include <weft/server/server.hpp>

namespace uploads {

inline constexpr std::uint64_t most_octets = 50'000'000;

class Uploads {
 public:
  // The folder is made where it is not there.
  explicit Uploads(std::filesystem::path folder);
  // The routes; this lives as long as the server.
  void add_to(weft::Server& server);

 private:
  // One request writes to a name at a time.
  class Claim;

  weft::Task<> take_form(weft::Context& c);
  weft::Task<> take_file(weft::Context& c);
  void tell(weft::Context& c) const;

  std::filesystem::path folder_;
  // Files that have not come to their end.
  std::filesystem::path parts_;
  std::mutex mutex_;
  std::set<std::string> claimed_;
};

}  // namespace uploads
