// A reason names why something ended: one lower-case token, such as `idle_timeout`, which logs, metrics and peers see.
//
//   enum class Reason : std::uint8_t { … };                             a layer's own list: its reasons.inc
//   constexpr std::string_view to_string(Reason reason);                in the list's namespace
//   template <> inline constexpr bool weft::is_reason_list<Reason> = true;
//
//   ReasonToken token = io::Reason::tls_failed;                         nothing but a member of a list makes one
//   connection.reset(message, code, "disk_full");                       an application may give a literal of its own
#pragma once

#include <ostream>
#include <string_view>

namespace weft {

template <class List>
inline constexpr bool is_reason_list = false;

template <class List>
concept ReasonList = is_reason_list<List>;

class ReasonToken {
 public:
  // No reason.
  constexpr ReasonToken() = default;
  template <ReasonList List>
  constexpr ReasonToken(List reason) : text_(to_string(reason)) {}

  // The text lives for ever.
  constexpr std::string_view text() const { return text_; }
  constexpr operator std::string_view() const { return text_; }
  constexpr bool empty() const { return text_.empty(); }

  friend constexpr bool operator==(ReasonToken a, ReasonToken b) { return a.text_ == b.text_; }
  friend constexpr bool operator==(ReasonToken a, std::string_view b) { return a.text_ == b; }
  friend std::ostream& operator<<(std::ostream& out, ReasonToken reason) { return out << reason.text_; }

 private:
  friend class OwnReason;

  std::string_view text_;
};

// An application's own reason, in a call that ends something: a literal in the form of a token, which the compiler
// checks, or any ReasonToken. An empty one stands for the reason that the call gives by itself.
class OwnReason {
 public:
  constexpr OwnReason() = default;
  consteval OwnReason(const char* literal) { token_.text_ = checked(literal); }
  constexpr OwnReason(ReasonToken token) : token_(token) {}
  template <ReasonList List>
  constexpr OwnReason(List reason) : token_(reason) {}

  constexpr ReasonToken token() const { return token_; }

 private:
  static consteval std::string_view checked(std::string_view text) {
    for (const char c : text) {
      const bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
      // Not a constant: the compiler shows this line.
      if (!fits) throw "a reason consists of lower-case letters, digits and _";
    }
    return text;
  }

  ReasonToken token_;
};

}  // namespace weft
