#include <weft/hpack/huffman.hpp>

#include <array>

#include <weft/hpack/huffman_code.hpp>

namespace weft::hpack {
namespace {

// Two usual symbols have 10 to 12 bits: a table this wide gives both at once, and 16 KiB stay in the first-level cache.
constexpr unsigned table_bits = 12;

struct Lookup {
  std::array<char, 2> symbols{};
  std::uint8_t bits = 0;        // of all symbols
  std::uint8_t first_bits = 0;  // of the first one; 0 where the code is longer than the table is wide

  unsigned count() const { return bits == first_bits ? 1 : 2; }
};

constexpr auto lookups = [] {
  std::array<Lookup, 1U << table_bits> table{};
  for (std::size_t a = 0; a < huffman_symbols; ++a) {
    const auto [first, first_bits] = huffman_codes[a];
    if (first_bits > table_bits) continue;
    const unsigned rest = table_bits - first_bits;
    for (std::uint32_t i = 0; i < 1U << rest; ++i) {
      table[first << rest | i] = {{static_cast<char>(a), 0}, first_bits, first_bits};
    }
    for (std::size_t b = 0; b < huffman_symbols; ++b) {
      const auto [second, second_bits] = huffman_codes[b];
      if (second_bits > rest) continue;
      const unsigned left = rest - second_bits;
      for (std::uint32_t i = 0; i < 1U << left; ++i) {
        table[(first << second_bits | second) << left | i] = {{static_cast<char>(a), static_cast<char>(b)},
                                                              static_cast<std::uint8_t>(first_bits + second_bits),
                                                              first_bits};
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
  unsigned bits;
};

// `bits`: the next 32. They begin with a code that is longer than table_bits.
LongSymbol decode_long(std::uint32_t bits) {
  unsigned length = table_bits + 1;
  while (length < huffman_longest && bits > canonical.last_code[length]) ++length;
  const std::uint32_t offset = (bits >> (32 - length)) - canonical.first_code[length];
  return {canonical.symbols[canonical.first_symbol[length] + offset], length};
}

// Written out in full, compilers make one instruction of it.
std::uint64_t load_be64(const std::uint8_t* p) {
  return std::uint64_t{p[0]} << 56 | std::uint64_t{p[1]} << 48 | std::uint64_t{p[2]} << 40 | std::uint64_t{p[3]} << 32 |
         std::uint64_t{p[4]} << 24 | std::uint64_t{p[5]} << 16 | std::uint64_t{p[6]} << 8 | p[7];
}

void store_be64(std::uint8_t* p, std::uint64_t v) {
  for (int i = 0; i < 8; ++i) p[i] = static_cast<std::uint8_t>(v >> (56 - 8 * i));
}

struct LongCode {
  std::uint64_t bits;
  unsigned length;
};

LongCode code_of(char c) {
  const auto [bits, length] = huffman_codes[static_cast<unsigned char>(c)];
  return {bits, length};
}

LongCode joined(LongCode a, LongCode b) {
  return {a.bits << b.length | b.bits, a.length + b.length};
}

// Always stores eight octets and then counts the whole ones: a branch would be mispredicted at every fifth symbol or
// so.
class Packer {
 public:
  static constexpr unsigned most_bits = 56;  // beside the seven that may wait

  explicit Packer(std::uint8_t* out) : out_(out) {}

  void put(LongCode code) {
    held_ += code.length;
    bits_ |= code.bits << (64 - held_);
    store_be64(out_, bits_);
    out_ += held_ / 8;
    bits_ <<= held_ & ~7U;
    held_ %= 8;
  }

  const std::uint8_t* position() const { return out_; }

  std::uint8_t* finish() {
    if (held_ == 0) return out_;
    // RFC 7541 5.2: "the most significant bits of the code corresponding to the EOS (end-of-string) symbol are used."
    *out_ = static_cast<std::uint8_t>(bits_ >> 56 | 0xffU >> held_);
    return out_ + 1;
  }

 private:
  std::uint8_t* out_;
  std::uint64_t bits_ = 0;  // the ones that wait, from the top
  unsigned held_ = 0;
};

struct Writer {
  char* out;
  void put(const std::array<char, 2>& symbols, unsigned count) {
    std::memcpy(out, symbols.data(), 2);
    out += count;
  }
};

struct Counter {
  std::size_t size = 0;
  void put(const std::array<char, 2>&, unsigned count) { size += count; }
};

// The last `left` bits are at the top of `bits`; behind them those of EOS, which are ones.
template <class Sink>
bool decode_tail(std::uint64_t bits, unsigned left, Sink& sink) {
  while (left != 0) {
    const Lookup& found = lookups[bits >> (64 - table_bits)];
    if (found.first_bits == 0) {
      // RFC 7541 5.2: "A padding strictly longer than 7 bits MUST be treated as a decoding error."
      if (left < 8 && ~bits == 0) return true;
      const auto [symbol, length] = decode_long(static_cast<std::uint32_t>(bits >> 32));
      // RFC 7541 5.2: "A Huffman-encoded string literal containing the EOS symbol MUST be treated as a decoding error."
      if (length > left || symbol == huffman_eos) return false;
      sink.put({static_cast<char>(symbol), 0}, 1);
      bits = ~(~bits << length);
      left -= length;
      continue;
    }
    const bool both = found.bits <= left;
    const unsigned used = both ? found.bits : found.first_bits;
    // RFC 7541 5.2: "A padding not corresponding to the most significant bits of the code for the EOS symbol MUST be
    // treated as a decoding error."
    if (used > left) return false;
    sink.put(found.symbols, both ? found.count() : 1);
    bits = ~(~bits << used);
    left -= used;
  }
  return true;
}

template <class Sink>
bool decode(Octets encoded, Sink& sink) {
  const std::uint8_t* p = encoded.data();
  const std::uint8_t* const end = p + encoded.size();
  std::uint64_t bits = 0;  // the next ones, from the top
  unsigned held = 0;       // at least so many of them are valid

  for (;;) {
    if (end - p >= 8) [[likely]] {
      // It brings bits of the octet behind the counted ones too; those come again with the next refill, and are the
      // same.
      bits |= load_be64(p) >> held;
      p += (63 - held) >> 3;
      held |= 56;
    } else {
      for (; p != end && held <= 56; held += 8) bits |= std::uint64_t{*p++} << (56 - held);
      if (p == end) return decode_tail(held == 64 ? bits : bits | ~std::uint64_t{0} >> held, held, sink);
    }
    // 56 bits are enough for four look-ups without a look at the end.
    for (int i = 0; i < 4; ++i) {
      const Lookup& found = lookups[bits >> (64 - table_bits)];
      if (found.first_bits == 0) [[unlikely]] {
        if (held < huffman_longest) break;
        const auto [symbol, length] = decode_long(static_cast<std::uint32_t>(bits >> 32));
        if (symbol == huffman_eos) return false;
        sink.put({static_cast<char>(symbol), 0}, 1);
        bits <<= length;
        held -= length;
        break;
      }
      sink.put(found.symbols, found.count());
      bits <<= found.bits;
      held -= found.bits;
    }
  }
}

}  // namespace

std::optional<std::size_t> huffman_decode(Octets encoded, char* out) {
  Writer writer{out};
  if (!decode(encoded, writer)) return std::nullopt;
  return static_cast<std::size_t>(writer.out - out);
}

std::optional<std::size_t> huffman_decoded_size(Octets encoded) {
  Counter counter;
  if (!decode(encoded, counter)) return std::nullopt;
  return counter.size;
}

std::size_t huffman_size(std::string_view text) {
  std::size_t bits = 0;
  for (const char c : text) bits += huffman_lengths[static_cast<unsigned char>(c)];
  return (bits + 7) / 8;
}

std::uint8_t* huffman_encode(std::string_view text, std::uint8_t* out, std::size_t room) {
  Packer packer(out);
  const std::uint8_t* const limit = out + room;
  const char* p = text.data();
  const char* const end = p + text.size();
  // Joining two codes and then four makes short chains of dependent steps, and one store for four symbols.
  for (; end - p >= 4; p += 4) {
    if (packer.position() > limit) return nullptr;
    const LongCode first = joined(code_of(p[0]), code_of(p[1]));
    const LongCode second = joined(code_of(p[2]), code_of(p[3]));
    if (first.length + second.length <= Packer::most_bits) [[likely]] {
      packer.put(joined(first, second));
    } else {
      for (int i = 0; i < 4; ++i) packer.put(code_of(p[i]));
    }
  }
  for (; p != end; ++p) packer.put(code_of(*p));
  std::uint8_t* const written = packer.finish();
  return written <= limit ? written : nullptr;
}

}  // namespace weft::hpack
