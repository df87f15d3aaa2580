#include <weft/hpack/huffman.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <utility>

#include <weft/hpack/huffman_code.hpp>

namespace weft::hpack {
namespace {

// Two usual symbols have 10 to 14 bits: a table of 13 bits gives 1.8 symbols at once, one of 12 bits gives 1.6; and its
// 32 KiB stay in the first-level cache.
constexpr unsigned table_bits = 13;

// A look-up gives one or two symbols: the lowest octet has the number of their bits, the next one the number of
// symbols, and the upper two the symbols as they lie in memory. It is 0 where the code is longer than table_bits.
using Lookup = std::uint32_t;

constexpr Lookup lookup(std::size_t bits, std::size_t count, std::size_t first, std::size_t second) {
  if (std::endian::native == std::endian::big) std::swap(first, second);
  return static_cast<Lookup>(bits | count << 8 | first << 16 | second << 24);
}

// The table is indexed by the complement of the next bits: so the zeros behind the last bit of a string mean EOS, with
// no work.
constexpr auto lookups = [] {
  std::array<Lookup, 1U << table_bits> table{};
  constexpr std::size_t last = (1U << table_bits) - 1;
  for (std::size_t a = 0; a < huffman_eos; ++a) {
    const auto [first, first_bits] = huffman_codes[a];
    if (first_bits > table_bits) continue;
    const unsigned rest = table_bits - first_bits;
    for (std::uint32_t i = 0; i < 1U << rest; ++i) table[last - (first << rest | i)] = lookup(first_bits, 1, a, 0);
    for (std::size_t b = 0; b < huffman_eos; ++b) {
      const auto [second, second_bits] = huffman_codes[b];
      if (second_bits > rest) continue;
      const unsigned left = rest - second_bits;
      for (std::uint32_t i = 0; i < 1U << left; ++i) {
        table[last - ((first << second_bits | second) << left | i)] = lookup(first_bits + second_bits, 2, a, b);
      }
    }
  }
  return table;
}();

// The symbols in the order of their codes, and for each length where its codes begin and end (aligned to 32 bits).
struct CanonicalCode {
  std::array<std::uint16_t, huffman_symbols> symbols{};
  std::array<std::uint32_t, huffman_longest + 1> first_code{};
  std::array<std::uint32_t, huffman_longest + 1> last_code{};
  std::array<std::uint16_t, huffman_longest + 1> first_symbol{};
};

constexpr CanonicalCode canonical = [] {
  CanonicalCode code;
  std::uint16_t position = 0;
  for (std::uint8_t length = 1; length <= huffman_longest; ++length) {
    code.first_symbol[length] = position;
    for (std::uint16_t symbol = 0; symbol < huffman_symbols; ++symbol) {
      if (huffman_lengths[symbol] != length) continue;
      if (position == code.first_symbol[length]) code.first_code[length] = huffman_codes[symbol].bits;
      code.last_code[length] = (huffman_codes[symbol].bits << (32 - length)) | (0xffff'ffffU >> length);
      code.symbols[position++] = symbol;
    }
  }
  return code;
}();

struct LongSymbol {
  std::uint16_t symbol;
  int length;
};

// `bits` are the next 32 bits, which begin with a code longer than table_bits.
LongSymbol decode_long(std::uint32_t bits) {
  unsigned length = table_bits + 1;
  while (length < huffman_longest && bits > canonical.last_code[length]) ++length;
  const std::uint32_t offset = (bits >> (32 - length)) - canonical.first_code[length];
  return {canonical.symbols[canonical.first_symbol[length] + offset], static_cast<int>(length)};
}

std::uint64_t big_endian(std::uint64_t x) {
  return std::endian::native == std::endian::little ? __builtin_bswap64(x) : x;
}

std::uint64_t load_be64(const std::uint8_t* p) {
  std::uint64_t x;
  std::memcpy(&x, p, sizeof x);
  return big_endian(x);
}

void store_be64(std::uint8_t* p, std::uint64_t x) {
  x = big_endian(x);
  std::memcpy(p, &x, sizeof x);
}

// The code of each octet from the top, and its length at the bottom.
constexpr auto long_codes = [] {
  std::array<std::uint64_t, huffman_eos> codes{};
  for (std::size_t symbol = 0; symbol < codes.size(); ++symbol) {
    const auto [bits, length] = huffman_codes[symbol];
    codes[symbol] = std::uint64_t{bits} << (64 - length) | length;
  }
  return codes;
}();

std::uint64_t code_of(char c) {
  return long_codes[static_cast<unsigned char>(c)];
}

constexpr std::uint32_t length_of(std::uint64_t code) {
  return static_cast<std::uint32_t>(code);
}

// The packer collects bits. It always stores eight octets and then counts the whole ones: a branch would be
// mispredicted at about every fifth symbol.
class Packer {
 public:
  explicit Packer(std::uint8_t* out) : out_(out) {}

  void put(char symbol) {
    const std::uint64_t code = code_of(symbol);
    put(code, length_of(code));
  }

  // Puts several symbols with one store; the processor joins them while the store before is still under way. Eight
  // usual symbols fit, and cost a third less than twice four.
  template <std::size_t count>
  [[gnu::always_inline]] void put_all(const char* text) {
    std::uint64_t codes = code_of(text[0]);
    std::uint32_t length = length_of(codes);
    for (std::size_t i = 1; i != count; ++i) {
      const std::uint64_t code = code_of(text[i]);
      codes |= code >> (length & 63);
      length += length_of(code);
    }
    if (length > most_bits) [[unlikely]] {
      for (std::size_t i = 0; i != count; ++i) put(text[i]);
      return;
    }
    put(codes, length);
  }

  const std::uint8_t* position() const { return out_; }

  std::uint8_t* finish() {
    if (held_ == 0) return out_;
    // RFC 7541 5.2: "the most significant bits of the code corresponding to the EOS (end-of-string) symbol are used."
    *out_ = static_cast<std::uint8_t>(bits_ >> 56 | 0xffU >> held_);
    return out_ + 1;
  }

 private:
  // The lengths that come with the codes take the bits below these.
  static constexpr std::uint32_t most_bits = 56;
  static constexpr std::uint64_t no_lengths = ~std::uint64_t{0xff};

  void put(std::uint64_t bits, std::uint32_t length) {
    bits_ |= (bits & no_lengths) >> held_;
    const std::uint32_t held = held_ + length;
    store_be64(out_, bits_);
    out_ += held / 8;
    bits_ <<= held & ~7U;
    held_ = held % 8;
  }

  std::uint8_t* out_;
  std::uint64_t bits_ = 0;  // the waiting bits, from the top
  std::uint32_t held_ = 0;
};

struct Writer {
  char* out;
  void put_pair(std::uint16_t symbols, std::size_t count) {
    std::memcpy(out, &symbols, sizeof symbols);
    out += count;
  }
  void put(std::uint16_t symbol) { *out++ = static_cast<char>(symbol); }
};

struct Counter {
  std::size_t size = 0;
  void put_pair(std::uint16_t, std::size_t count) { size += count; }
  void put(std::uint16_t) { ++size; }
};

// The complement of fewer than eight octets, from the top.
std::uint64_t load_few(Octets encoded) {
  const std::size_t size = encoded.size();
  if (size == 0) return 0;
  const std::uint8_t* const p = encoded.data();
  const std::uint8_t* const end = p + size;
  if (size >= 4) return ~(std::uint64_t{load_be32(p)} << (8 * size - 32) | load_be32(end - 4)) << (64 - 8 * size);
  return ~(std::uint64_t{p[0]} << (8 * size - 8) | std::uint64_t{p[size / 2]} << (8 * (size - size / 2) - 8) | end[-1])
         << (64 - 8 * size);
}

template <class Sink>
class BitDecoder {
 public:
  explicit BitDecoder(Sink sink) : sink_(sink) {}

  // False where the octets break RFC 7541 5.2. Inlined, so that all members are in registers.
  [[gnu::always_inline]] bool run(Octets encoded) {
    if (encoded.size() < 8) {
      bits_ = load_few(encoded);
      held_ = static_cast<int>(8 * encoded.size());
      return take_rest();
    }
    end_ = encoded.data() + encoded.size();
    left_ = static_cast<std::ptrdiff_t>(encoded.size());
    refill();
    while (left_ > 0) {
      if (take_three() != 0) continue;
      if (!take_long(valid())) return false;
      if (left_ > 0) refill();
    }
    held_ = valid();
    return take_rest();
  }

  const Sink& sink() const { return sink_; }

 private:
  // The held bits that are in the string: a refill near the end of the string also counts octets behind it.
  int valid() const { return held_ + static_cast<int>(std::min<std::ptrdiff_t>(8 * left_, 0)); }

  // Fills bits_ up to 56 bits at least.
  [[gnu::always_inline]] void refill() {
    const std::ptrdiff_t loaded = std::max<std::ptrdiff_t>(left_, 8);
    // Some bits of the octet behind the counted ones come along; the next refill brings the same bits again.
    bits_ |= ~load_be64(end_ - loaded) << (8 * (loaded - left_)) >> held_;
    left_ -= (63 - held_) >> 3;
    held_ |= 56;
  }

  [[gnu::always_inline]] Lookup next() const { return lookups[bits_ >> (64 - table_bits)]; }

  [[gnu::always_inline]] void take(Lookup found) {
    sink_.put_pair(static_cast<std::uint16_t>(found >> 16), found >> 8 & 0xff);
    bits_ <<= found & 0x3f;
  }

  [[gnu::always_inline]] Lookup look_up() {
    const Lookup found = next();
    take(found);
    return found;
  }

  // Does three look-ups and the refill, without a branch. Returns the last look-up: 0 if the next code is a long one.
  // Each look-up must wait for the one before it, which is the cost of decoding; the refill runs while the last one is
  // under way, and costs nothing. At least 43 bits are left, of which three look-ups need 39.
  [[gnu::always_inline]] Lookup take_three() {
    const Lookup first = look_up();
    const Lookup second = look_up();
    held_ -= static_cast<int>((first + second) & 0xff);
    const Lookup last = next();
    refill();
    take(last);
    held_ -= static_cast<int>(last & 0xff);
    return last;
  }

  [[gnu::always_inline]] bool take_long(int valid) {
    const auto [symbol, length] = decode_long(static_cast<std::uint32_t>(~bits_ >> 32));
    // RFC 7541 5.2: "A Huffman-encoded string literal containing the EOS symbol MUST be treated as a decoding error."
    if (symbol == huffman_eos || length > valid) return false;
    sink_.put(symbol);
    bits_ <<= length;
    held_ -= length;
    return true;
  }

  // Takes the held bits, which have zeros behind them. A code that goes on in the zeros is an error in any case, since
  // no code that ends there consists of ones only.
  [[gnu::always_inline]] bool take_rest() {
    for (;;) {
      while (const Lookup found = look_up()) held_ -= static_cast<int>(found & 0xff);
      // RFC 7541 5.2: "A padding not corresponding to the most significant bits of the code for the EOS symbol MUST be
      // treated as a decoding error."
      if (held_ < 0) return false;
      // RFC 7541 5.2: "A padding strictly longer than 7 bits MUST be treated as a decoding error."
      if (bits_ == 0 && held_ < 8) return true;
      if (!take_long(held_)) return false;
    }
  }

  Sink sink_;
  // The complement of the next bits, from the top, with zeros behind them. At least held_ bits are valid; below zero, a
  // code went on behind the last valid bit.
  std::uint64_t bits_ = 0;
  int held_ = 0;
  const std::uint8_t* end_ = nullptr;
  // Octets that have not been counted yet.
  std::ptrdiff_t left_ = 0;
};

}  // namespace

char* huffman_decode(Octets encoded, char* out) {
  BitDecoder decoder(Writer{out});
  return decoder.run(encoded) ? decoder.sink().out : nullptr;
}

std::optional<std::size_t> huffman_decoded_size(Octets encoded) {
  BitDecoder decoder{Counter()};
  if (!decoder.run(encoded)) return std::nullopt;
  return decoder.sink().size;
}

std::uint8_t* huffman_encode(std::string_view text, std::uint8_t* out, std::size_t room) {
  Packer packer(out);
  const std::uint8_t* const limit = out + room;
  const char* p = text.data();
  const char* const end = p + text.size();
  for (;; p += 8) {
    if (packer.position() > limit) return nullptr;
    if (end - p < 8) break;
    packer.put_all<8>(p);
  }
  if (end - p >= 4) {
    packer.put_all<4>(p);
    p += 4;
  }
  if (end - p >= 2) {
    packer.put_all<2>(p);
    p += 2;
  }
  if (p != end) packer.put(*p);
  std::uint8_t* const written = packer.finish();
  return written <= limit ? written : nullptr;
}

}  // namespace weft::hpack
