// All requests, at most so many at once, and their results in the order of the command line.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <cli/get/arrivals.hpp>
#include <cli/get/board.hpp>
#include <cli/get/listener.hpp>
#include <cli/get/options.hpp>
#include <cli/get/output.hpp>

namespace weft::cli::get {

// A redirect on the way of a request, for --har.
struct Hop {
  ClientResult response;
  // The request that it led to.
  http::Method method;
  std::string url;
};

class Asking {
 public:
  // Throws CLI::ValidationError for requests that cannot be meant. All but `options` and `client` must outlive the
  // client.
  Asking(const GetOptions& options, const Client& client, const std::vector<Destination>& to, Arrivals& arrivals,
         Board& board, Listener& listener);

  void begin();
  // Waits for the next result, or for a push that is over; false after a signal.
  bool take(const std::function<void()>& tick);
  const std::vector<std::optional<ClientResult>>& results() const { return results_; }
  // When each request has begun.
  const std::vector<std::chrono::system_clock::time_point>& begun_at() const { return begun_at_; }
  // The redirects that the request has followed, once there is its result.
  const std::vector<Hop>& hops_of(std::size_t place) const { return *hops_[place]; }
  // The requests that have begun will have no result: names that were kept for them are free again.
  void give_up();

 private:
  void describe(ClientRequest& request, const GetOptions& options, std::size_t place);
  void free_kept(std::size_t place);
  void begin_next();

  const std::vector<Destination>& to_;
  Arrivals& arrivals_;
  // One at a time with --push: responses that one URL brings along serve those behind it.
  const std::size_t at_once_;
  Board& board_;
  Listener& listener_;
  std::vector<ClientRequest> requests_;
  std::vector<std::optional<ClientResult>> results_;
  std::vector<std::chrono::system_clock::time_point> begun_at_;
  // The client's thread may outlive this.
  std::vector<std::shared_ptr<std::vector<Hop>>> hops_;
  std::size_t begun_ = 0;
  // The client writes bodies that have a file; a head is no body.
  const bool writes_file_;
  // Names that are kept for a body that is to come.
  std::vector<bool> kept_;
};

}  // namespace weft::cli::get
