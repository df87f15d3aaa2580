// RFC 9113 6.5: SETTINGS. Stream 0. Any number of
//
//   +-------------------------------+
//   |       Identifier (16)         |
//   +-------------------------------+-------------------------------+
//   |                        Value (32)                             |
//   +---------------------------------------------------------------+
#pragma once

#include <cstdint>
#include <iterator>
#include <optional>
#include <span>
#include <string_view>

#include <weft/base/buffer.hpp>
#include <weft/base/result.hpp>
#include <weft/frame/fault.hpp>
#include <weft/frame/header.hpp>

namespace weft::frame {

// Unknown identifiers are legal on the wire and are kept as they are.
enum class SettingId : std::uint16_t {
  header_table_size = 0x01,
  enable_push = 0x02,
  max_concurrent_streams = 0x03,
  initial_window_size = 0x04,
  max_frame_size = 0x05,
  max_header_list_size = 0x06,
  enable_connect_protocol = 0x08,  // RFC 8441 3
  no_rfc7540_priorities = 0x09,    // RFC 9218 2.1
};

// "HEADER_TABLE_SIZE"; empty for an unknown identifier.
std::string_view to_string(SettingId id);

struct Setting {
  static constexpr std::size_t size = 6;

  SettingId id{};
  std::uint32_t value = 0;

  friend bool operator==(const Setting&, const Setting&) = default;
};

// The fault of the value by itself. Who may send the setting, and when, is not known here.
std::optional<Fault> check(Setting setting);

// The settings of a payload in their order; each is decoded when it is visited.
class SettingsView {
 public:
  class Iterator {
   public:
    using value_type = Setting;
    using difference_type = std::ptrdiff_t;

    Iterator() = default;
    explicit Iterator(const std::uint8_t* at) : at_(at) {}

    Setting operator*() const { return {static_cast<SettingId>(load_be16(at_)), load_be32(at_ + 2)}; }
    Iterator& operator++() {
      at_ += Setting::size;
      return *this;
    }
    Iterator operator++(int) {
      const Iterator before = *this;
      ++*this;
      return before;
    }
    friend bool operator==(const Iterator&, const Iterator&) = default;

   private:
    const std::uint8_t* at_ = nullptr;
  };

  SettingsView() = default;
  // `octets` are a whole number of settings.
  explicit SettingsView(Octets octets) : octets_(octets) {}

  Iterator begin() const { return Iterator(octets_.data()); }
  Iterator end() const { return Iterator(octets_.data() + octets_.size()); }
  std::size_t size() const { return octets_.size() / Setting::size; }
  bool empty() const { return octets_.empty(); }
  Octets octets() const { return octets_; }

 private:
  Octets octets_;
};

struct Settings {
  static constexpr Type type = Type::settings;

  bool ack = false;
  SettingsView settings{};

  static Result<Settings, Fault> decode(const Header& header, Octets payload);
  void encode(Buffer& out) const;
};

// Writes a SETTINGS frame of these settings; the acknowledgment is Settings{.ack = true}.encode(out).
void encode_settings(std::span<const Setting> settings, Buffer& out);

}  // namespace weft::frame
