// RFC 7541 on a connection: every decoding error is a connection error of type COMPRESSION_ERROR (RFC 9113 4.3).
#include <tests/conformance/rfc9113/conformance.hpp>

namespace weft::conformance {
namespace {

void is_compression_error(std::string_view block, std::source_location where = std::source_location::current()) {
  const auto flags = static_cast<std::uint8_t>(flag::end_headers | flag::end_stream);
  server().receives(frames().headers_block(1, hex(block), flags), where).is_connection_error(compression_error);
  client().receives(frames().headers_block(1, hex(block), flags), where).is_connection_error(compression_error);
}

// RFC 7541 2.3.3: "Indices strictly greater than the sum of the lengths of both tables MUST be treated as a decoding
// error."
TEST(Rfc7541_2_3_3, index_beyond_the_tables) {
  is_compression_error("be");           // indexed field, 62
  is_compression_error("82 87 84 c6");  // 70
  is_compression_error("7e 01 61");     // the name of a literal, 62
  is_compression_error("0f 2f 01 61");  // without indexing
}

// RFC 7541 4.2: "This dynamic table size update MUST occur at the beginning of the first header block following the
// change to the dynamic table size."
TEST(Rfc7541_4_2, size_update_inside_a_block) {
  is_compression_error("82 87 84 20");
  is_compression_error("82 20 87 84");
}

TEST(Rfc7541_4_2, three_size_updates) {
  is_compression_error("20 20 20 82 87 84");
}

// RFC 7541 5.1: "Integer encodings that exceed implementation limits -- in value or octet length -- MUST be treated as
// decoding errors."
TEST(Rfc7541_5_1, integer_too_large) {
  is_compression_error("ff ff ff ff ff ff 0f");
  is_compression_error("ff 80 80 80 80 80 80 80 80 80 00");
}

TEST(Rfc7541_5_1, integer_that_does_not_end) {
  is_compression_error("82 87 84 ff 80");
}

// RFC 7541 5.2: "A padding strictly longer than 7 bits MUST be treated as a decoding error. A padding not corresponding
// to the most significant bits of the code for the EOS symbol MUST be treated as a decoding error. A Huffman-encoded
// string literal containing the EOS symbol MUST be treated as a decoding error."
TEST(Rfc7541_5_2, huffman_padding_longer_than_seven_bits) {
  is_compression_error("82 87 84 40 82 1f ff 01 61");
}

TEST(Rfc7541_5_2, huffman_padding_of_zeros) {
  is_compression_error("82 87 84 40 81 18 01 61");
}

TEST(Rfc7541_5_2, huffman_end_of_string_symbol) {
  is_compression_error("82 87 84 40 84 ff ff ff ff 01 61");
}

TEST(Rfc7541_5_2, string_longer_than_the_block) {
  is_compression_error("82 87 84 40 7f 61");
  is_compression_error("82 87 84 40 01 61 05 62");
}

// RFC 7541 6.1: "The index value of 0 is not used. It MUST be treated as a decoding error if found in an indexed header
// field representation."
TEST(Rfc7541_6_1, index_zero) {
  is_compression_error("80");
  is_compression_error("82 87 84 80");
}

// RFC 7541 6.3: "The new maximum size MUST be lower than or equal to the limit determined by the protocol using HPACK.
// A value that exceeds this limit MUST be treated as a decoding error."
TEST(Rfc7541_6_3, size_update_above_the_limit) {
  is_compression_error("3f e2 1f 82 87 84");  // 4097
}

TEST(Rfc7541_6_3, size_update_up_to_the_limit) {
  const auto flags = static_cast<std::uint8_t>(flag::end_headers | flag::end_stream);
  server()
      .receives(frames().headers_block(1, hex("20 3f e1 1f 82 87 84 01 01 61"), flags).then().ping())
      .is_answered_by({"PING ACK 0000000000000000"});
}

// The block ends inside a field.
TEST(Rfc7541_3, truncated_block) {
  is_compression_error("82 87 84 40");
  is_compression_error("82 87 84 40 01");
  is_compression_error("82 87 84 40 01 61");
}

}  // namespace
}  // namespace weft::conformance
