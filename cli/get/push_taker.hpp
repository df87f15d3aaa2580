// Takes all that servers push, and tells of each where it has come.
#pragma once

#include <atomic>
#include <cstddef>

#include <cli/get/arrivals.hpp>
#include <cli/get/options.hpp>
#include <cli/get/screen.hpp>

namespace weft::cli::get {

class PushTaker {
 public:
  // All must outlive the client.
  PushTaker(const GetOptions& options, Screen& screen, Arrivals& arrivals)
      : options_(options), screen_(screen), arrivals_(arrivals) {}
  PushTaker(const PushTaker&) = delete;
  PushTaker& operator=(const PushTaker&) = delete;

  void add_to(ClientOptions& client);
  bool has_some_under_way() const { return under_way_ > 0; }

 private:
  // On the client's thread.
  void take(const Response* response);

  const GetOptions& options_;
  Screen& screen_;
  Arrivals& arrivals_;
  std::atomic<std::size_t> under_way_ = 0;
};

}  // namespace weft::cli::get
