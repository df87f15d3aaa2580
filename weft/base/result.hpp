// A value or the reason why there is none. Becomes std::expected where the compiler has it.
#pragma once

#include <type_traits>
#include <utility>

#include <tl/expected.hpp>

namespace weft {

template <class T, class E>
using Result = tl::expected<T, E>;

// `return fail(error);` in a function that returns a Result.
template <class E>
constexpr tl::unexpected<std::decay_t<E>> fail(E&& error) {
  return tl::unexpected<std::decay_t<E>>(std::forward<E>(error));
}

}  // namespace weft
