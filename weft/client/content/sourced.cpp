#include <weft/client/content/sourced.hpp>

#include <algorithm>
#include <cstring>
#include <exception>
#include <utility>

#include WEFT_ASIO_HEADER(bind_cancellation_slot.hpp)
#include WEFT_ASIO_HEADER(cancellation_signal.hpp)
#include WEFT_ASIO_HEADER(co_spawn.hpp)
#include WEFT_ASIO_HEADER(io_context.hpp)

namespace weft::client {

namespace {

using State = http::Pulled::State;

Fault fault_of(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& exception) {
    return {Reason::source_failed, exception.what()};
  } catch (...) {
    return {Reason::source_failed, {}};
  }
}

// The piece that is on its way.
class Chunk {
 public:
  bool empty() const { return at_ == text_.size(); }
  void set(std::string text) {
    text_ = std::move(text);
    at_ = 0;
  }
  std::size_t read(MutableOctets room) {
    const std::size_t size = std::min(room.size(), text_.size() - at_);
    if (size > 0) std::memcpy(room.data(), text_.data() + at_, size);
    at_ += size;
    return size;
  }

 private:
  std::string text_;
  std::size_t at_ = 0;
};

class CalledBody final : public ContentBody {
 public:
  using Source = Sourced<weft::PieceSource>::Source;
  explicit CalledBody(std::shared_ptr<Source> source) : source_(std::move(source)) {}

  http::Pulled pull(MutableOctets room) override {
    try {
      source_->begun = true;
      if (chunk_.empty()) chunk_.set(source_->next());
    } catch (...) {
      return fail(fault_of(std::current_exception()));
    }
    if (chunk_.empty()) return {0, State::end};
    return {chunk_.read(room), State::more};
  }

 private:
  const std::shared_ptr<Source> source_;
  Chunk chunk_;
};

// Asks its coroutine for the next piece as soon as it has none.
class AwaitedBody final : public ContentBody, private io::Later {
 public:
  using Source = Sourced<PieceTask>::Source;
  AwaitedBody(std::shared_ptr<Source> source, io::Loop& loop, std::function<void()> ready)
      : source_(std::move(source)), loop_(loop), ready_(std::move(ready)) {}
  ~AwaitedBody() override {
    if (asked_ == nullptr) return;
    asked_->body = nullptr;
    asked_->stop.emit(asio::cancellation_type::terminal);
  }

  http::Pulled pull(MutableOctets room) override {
    if (failure_) return fail(fault_of(failure_));
    if (ended_) return {0, State::end};
    const std::size_t size = chunk_.read(room);
    if (!chunk_.empty()) return {size, State::more};
    // The coroutine may do as it likes, and an engine is at work here.
    if (asked_ == nullptr) loop_.later(*this);
    return {size, State::blocked};
  }

 private:
  // Outlives the body where the coroutine has not heard yet that nobody wants its piece.
  struct Asked {
    explicit Asked(AwaitedBody& its_body) : body(&its_body) {}

    AwaitedBody* body;
    asio::cancellation_signal stop;
  };

  void on_later() override {
    source_->begun = true;
    asked_ = std::make_shared<Asked>(*this);
    asio::co_spawn(loop_.context(), next_of(source_),
                   asio::bind_cancellation_slot(asked_->stop.slot(),
                                                [asked = asked_](const std::exception_ptr& failure, std::string text) {
                                                  if (asked->body != nullptr)
                                                    asked->body->take(failure, std::move(text));
                                                }));
  }

  static io::Task<std::string> next_of(std::shared_ptr<Source> source) { co_return co_await source->next(); }

  void take(const std::exception_ptr& failure, std::string text) {
    asked_.reset();
    failure_ = failure;
    ended_ = text.empty();
    chunk_.set(std::move(text));
    ready_();
  }

  const std::shared_ptr<Source> source_;
  io::Loop& loop_;
  const std::function<void()> ready_;
  std::shared_ptr<Asked> asked_;
  Chunk chunk_;
  std::exception_ptr failure_;
  bool ended_ = false;
};

}  // namespace

template <>
Result<OpenedContent, Fault> Sourced<PieceSource>::open(io::Loop& /*loop*/, std::function<void()> /*ready*/) {
  return OpenedContent{std::make_unique<CalledBody>(source_), length_};
}

template <>
Result<OpenedContent, Fault> Sourced<PieceTask>::open(io::Loop& loop, std::function<void()> ready) {
  return OpenedContent{std::make_unique<AwaitedBody>(source_, loop, std::move(ready)), length_};
}

}  // namespace weft::client
