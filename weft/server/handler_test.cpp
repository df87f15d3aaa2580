#include <weft/server/handler.hpp>

#include <functional>
#include <stdexcept>
#include <string>
#include <type_traits>

#include <gtest/gtest.h>

namespace weft::server {
namespace {

[[maybe_unused]] void plain_function(Context&) {}
[[maybe_unused]] Task<> coroutine_function(Context&) {
  co_return;
}

TEST(Handler, is_immediate_or_a_coroutine_by_what_it_returns) {
  const auto immediate = [](Context&) {};
  const auto coroutine = [](Context&) -> Task<> { co_return; };
  const auto number = [](Context&) { return 1; };
  EXPECT_TRUE(ImmediateHandler<decltype(immediate)>);
  EXPECT_FALSE(CoroutineHandler<decltype(immediate)>);
  EXPECT_TRUE(CoroutineHandler<decltype(coroutine)>);
  EXPECT_FALSE(ImmediateHandler<decltype(coroutine)>);
  EXPECT_FALSE(ImmediateHandler<decltype(number)> || CoroutineHandler<decltype(number)>);
}

TEST(Handler, may_be_a_function_or_a_std_function) {
  EXPECT_TRUE(ImmediateHandler<decltype(&plain_function)>);
  EXPECT_TRUE(CoroutineHandler<decltype(&coroutine_function)>);
  EXPECT_TRUE(ImmediateHandler<std::function<void(Context&)>>);
  EXPECT_TRUE(CoroutineHandler<std::function<Task<>(Context&)>>);
}

TEST(Handler, is_never_empty) {
  EXPECT_THROW(Handler(std::function<void(Context&)>()), std::invalid_argument);
  EXPECT_THROW(Handler(std::function<Task<>(Context&)>()), std::invalid_argument);
  EXPECT_THROW(Handler(static_cast<void (*)(Context&)>(nullptr)), std::invalid_argument);
  EXPECT_NO_THROW(Handler{&plain_function});
  EXPECT_NO_THROW(Handler{std::function<void(Context&)>(&plain_function)});
}

TEST(Handler, is_a_callable_like_those_it_is_made_of) {
  EXPECT_TRUE(ImmediateHandler<Handler>);
  EXPECT_TRUE((std::is_constructible_v<std::function<void(Context&)>, Handler>));
}

TEST(Handler, is_called_by_several_threads_and_must_not_change_itself) {
  const auto changing = [text = std::string()](Context&) mutable { text.clear(); };
  EXPECT_FALSE(ImmediateHandler<decltype(changing)>);
  EXPECT_FALSE((std::is_constructible_v<Handler, decltype(changing)>));
}

}  // namespace
}  // namespace weft::server
