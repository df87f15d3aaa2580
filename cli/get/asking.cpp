#include <cli/get/asking.hpp>

#include <algorithm>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include <weft/base/grouped.hpp>
#include <weft/client/reason.hpp>

namespace weft::cli::get {

namespace {

// As many as servers take on one connection: RFC 9113 6.5.2 recommends no smaller limit.
constexpr std::size_t most_at_once = 100;

// A line of -v where a response pauses, and where it goes on.
class PauseNotes {
 public:
  explicit PauseNotes(Listener& listener) : listener_(listener) {}

  void look(const Progress& progress) {
    const bool is_paused = progress.phase == Progress::Phase::paused;
    if (std::exchange(was_paused_, is_paused) == is_paused) return;
    const std::string words = is_paused ? fmt::format("pauses after {} B", grouped(progress.received)) : "goes on";
    listener_.note(std::chrono::steady_clock::now(), fmt::format("response {} {}", progress.message, words));
  }

 private:
  Listener& listener_;
  bool was_paused_ = false;
};

}  // namespace

Asking::Asking(const GetOptions& options, const Client& client, const std::vector<Destination>& to, Arrivals& arrivals,
               Board& board, Listener& listener)
    : to_(to),
      arrivals_(arrivals),
      at_once_(options.push ? 1 : most_at_once),
      board_(board),
      listener_(listener),
      writes_file_(!options.head_only) {
  const std::string content = content_of(options);
  for (std::size_t i = 0; i < to.size(); ++i) {
    hops_.push_back(std::make_shared<std::vector<Hop>>());
    requests_.push_back(request_for(options, content, client, options.urls[i]));
    describe(requests_[i], options, i);
  }
  results_.resize(requests_.size());
  kept_.resize(requests_.size());
  begun_at_.resize(requests_.size());
}

void Asking::describe(ClientRequest& request, const GetOptions& options, std::size_t place) {
  if (to_[place].resumes) {
    request.resume_file(to_[place].path, continue_offset(options));
  } else if (to_[place].is_file() && writes_file_) {
    request.to_file(to_[place].path);
  }
  if (!options.har_file.empty()) {
    request.on_redirect([hops = hops_[place]](Redirect redirect) {
      hops->push_back({std::move(redirect.response), redirect.method, std::move(redirect.url)});
    });
  }
  const auto notes = options.verbose > 0 ? std::make_shared<PauseNotes>(listener_) : nullptr;
  request.on_progress([&board = board_, place, notes](const Progress& progress) {
    board.tell(place, progress);
    if (notes) notes->look(progress);
  });
}

void Asking::begin() {
  while (begun_ < std::min(requests_.size(), at_once_)) begin_next();
}

bool Asking::take(const std::function<void()>& tick) {
  auto arrival = arrivals_.take(tick);
  if (!arrival) return false;
  if (!arrival->place) return true;
  const std::size_t place = *arrival->place;
  board_.over(place);
  if (begun_ < requests_.size()) begin_next();
  const bool is_written = arrival->result && arrival->result->ok();
  if (!is_written) free_kept(place);
  results_[place] = std::move(arrival->result);
  return true;
}

void Asking::give_up() {
  for (std::size_t i = 0; i < begun_; ++i) {
    if (!results_[i]) free_kept(i);
  }
}

void Asking::free_kept(std::size_t place) {
  if (kept_[place]) free_name(to_[place]);
  kept_[place] = false;
}

void Asking::begin_next() {
  const std::size_t place = begun_++;
  begun_at_[place] = std::chrono::system_clock::now();
  board_.begun(place);
  auto problem = writes_file_ ? keep_name(to_[place]) : std::nullopt;
  kept_[place] = writes_file_ && !problem;
  if (problem) {
    const http::Close close = client::close_of(client::Reason::file_not_written);
    return arrivals_.put({place, fail(ClientError{.close = close, .detail = std::move(*problem)})});
  }
  requests_[place].then(
      [&arrivals = arrivals_, place](ClientResult result) { arrivals.put({place, std::move(result)}); });
}

}  // namespace weft::cli::get
