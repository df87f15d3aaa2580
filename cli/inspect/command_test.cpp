#include <cli/inspect/command.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <weft/trace/words.hpp>

namespace weft::cli::inspect {
namespace {

using testing::ElementsAre;
using testing::Pair;

// The octets that a line sends, as hexadecimal digits.
std::string sent(std::string_view line) {
  const auto command = parse_command(line);
  if (!command) return "column " + std::to_string(command.error().column) + ": " + command.error().words;
  const auto* send = std::get_if<Send>(&*command);
  if (send == nullptr) return "nothing is sent";
  std::string digits;
  for (const std::uint8_t octet : send->octets) {
    digits += "0123456789abcdef"[octet >> 4];
    digits += "0123456789abcdef"[octet & 15];
  }
  return digits;
}

// "9: expected …"
std::string fault(std::string_view line) {
  const auto command = parse_command(line);
  return command ? "none" : std::to_string(command.error().column) + ": " + command.error().words;
}

template <class T>
T as(std::string_view line) {
  const auto command = parse_command(line);
  if (command && std::holds_alternative<T>(*command)) return std::get<T>(*command);
  ADD_FAILURE() << line << " is another command: " << fault(line);
  return {};
}

TEST(Command, headers_with_a_method_are_a_request) {
  const auto fields = as<SendFields>("headers 1 POST /a?b=c accept=\"text/html, */*\" x=y=z end pad 3");
  EXPECT_EQ(fields.type, frame::Type::headers);
  EXPECT_EQ(fields.stream, 1U);
  EXPECT_EQ(fields.method, "POST");
  EXPECT_EQ(fields.path, "/a?b=c");
  EXPECT_THAT(fields.fields, ElementsAre(Pair("accept", "text/html, */*"), Pair("x", "y=z")));
  EXPECT_TRUE(fields.end_stream);
  EXPECT_TRUE(fields.end_headers);
  EXPECT_EQ(fields.padding, frame::PadLength(3));
}

TEST(Command, headers_without_a_method_have_their_fields_alone) {
  const auto fields = as<SendFields>("headers 3 :status=200 more");
  EXPECT_EQ(fields.method, "");
  EXPECT_THAT(fields.fields, ElementsAre(Pair(":status", "200")));
  EXPECT_FALSE(fields.end_stream);
  EXPECT_FALSE(fields.end_headers);
  EXPECT_EQ(as<SendFields>("headers 3 end").method, "");
}

TEST(Command, continuation_has_fields) {
  const auto fields = as<SendFields>("continuation 3 a=b");
  EXPECT_EQ(fields.type, frame::Type::continuation);
  EXPECT_THAT(fields.fields, ElementsAre(Pair("a", "b")));
  EXPECT_TRUE(fields.end_headers);
}

TEST(Command, data) {
  EXPECT_EQ(sent("data 1"), "000000000000000001");
  EXPECT_EQ(sent("data 1 end"), "000000000100000001");
  EXPECT_EQ(sent("data 1 \"end\""), "000003000000000001656e64");
  EXPECT_EQ(sent(R"(data 1 "a b\n\x00\"" end)"), "0000060001000000016120620a0022");
  EXPECT_EQ(sent("data 1 x pad 2"), "00000400080000000102780000");
}

TEST(Command, window) {
  EXPECT_EQ(sent("window 0 1000"), "000004080000000000000003e8");
  EXPECT_EQ(sent("window 5 0"), "00000408000000000500000000");
  EXPECT_EQ(sent("window 5 0x7fffffff"), "0000040800000000057fffffff");
}

TEST(Command, settings) {
  EXPECT_EQ(sent("settings"), "000000040000000000");
  EXPECT_EQ(sent("settings ack"), "000000040100000000");
  EXPECT_EQ(sent("settings initial_window_size=5 0x1f=4294967295"),
            "00000c0400000000000004000000050"
            "01fffffffff");
}

TEST(Command, ping) {
  EXPECT_EQ(sent("ping"), "0000080600000000000000000000000000");
  EXPECT_EQ(sent("ping 0102030405060708"), "0000080600000000000102030405060708");
  EXPECT_EQ(sent("ping ack \"abcdefgh\""), "0000080601000000006162636465666768");
}

TEST(Command, priorities) {
  EXPECT_EQ(sent("priority 3 on 1 weight 256 exclusive"), "00000502000000000380000001ff");
  EXPECT_EQ(sent("priority_update 1 \"u=1, i\""), "00000a10000000000000000001753d312c2069");
}

TEST(Command, rst_and_goaway) {
  EXPECT_EQ(sent("rst 1"), "00000403000000000100000008");
  EXPECT_EQ(sent("rst 1 no_error"), "00000403000000000100000000");
  EXPECT_EQ(sent("rst 0 0xff"), "000004030000000000000000ff");
  EXPECT_EQ(sent("goaway"), "0000080700000000000000000000000000");
  EXPECT_EQ(sent("goaway 3 ENHANCE_YOUR_CALM \"hi\""), "00000a070000000000000000030000000b6869");
}

TEST(Command, raw_sends_what_it_says) {
  EXPECT_EQ(sent("raw 00 00 04"), "000004");
  EXPECT_EQ(sent("raw 0000FF \"PRI\""), "0000ff505249");
  EXPECT_EQ(sent("preface"), "505249202a20485454502f322e300d0a0d0a534d0d0a0d0a");
}

TEST(Command, wait) {
  EXPECT_EQ(as<Wait>("wait").until, Wait::Until::next_frame);
  EXPECT_EQ(as<Wait>("wait 1").stream, 1U);
  EXPECT_EQ(as<Wait>("wait 1").until, Wait::Until::stream_end);
  EXPECT_EQ(as<Wait>("wait goaway").type, frame::Type::goaway);
  EXPECT_EQ(as<Wait>("wait 20ms").time, std::chrono::milliseconds(20));
  EXPECT_EQ(as<Wait>("wait close").until, Wait::Until::close);
}

TEST(Command, wait_knows_every_type_of_frame_that_has_a_name) {
  int known = 0;
  for (unsigned number = 0; number <= 0xff; ++number) {
    const auto type = static_cast<frame::Type>(number);
    const std::string name = trace::name_of(type);
    if (name.starts_with("0x")) continue;
    ++known;
    EXPECT_EQ(as<Wait>("wait " + name).until, Wait::Until::frame) << name;
    EXPECT_EQ(as<Wait>("wait " + name).type, type) << name;
  }
  EXPECT_EQ(known, 13);
}

TEST(Command, help_and_quit) {
  EXPECT_EQ(as<Help>("help").command, "");
  EXPECT_EQ(as<Help>("help window").command, "window");
  as<Quit>("  quit  ");
}

TEST(Command, empty_lines_and_comments_are_nothing) {
  as<Nothing>("");
  as<Nothing>("  \t");
  as<Nothing>("# headers 1 GET /");
}

TEST(Command, every_one_has_a_form_that_help_knows) {
  for (const CommandForm& form : command_forms()) {
    EXPECT_EQ(as<Help>("help " + std::string(form.name)).command, form.name);
    EXPECT_FALSE(form.meaning.empty());
  }
}

TEST(CommandFault, says_what_was_expected_and_where) {
  EXPECT_EQ(fault("hedaers 1"), "1: expected a command such as headers, or help, not \"hedaers\"");
  EXPECT_EQ(fault("headers"), "8: expected a stream from 0 to 2147483647, not the end of the line");
  EXPECT_EQ(fault("headers x GET /"), "9: expected a stream from 0 to 2147483647, not \"x\"");
  EXPECT_EQ(fault("headers 1 GET"), "14: expected a path such as /, not the end of the line");
  EXPECT_EQ(fault("headers 1 GET / x"), "17: expected a field such as accept=text/html, end, more or pad, not \"x\"");
  EXPECT_EQ(fault("headers 1 end pad 256"), "19: expected octets of padding from 0 to 255, not \"256\"");
  EXPECT_EQ(fault("continuation 1 end"),
            "16: expected a field such as accept=text/html, end, more or pad, not \"end\"");
  EXPECT_EQ(fault("data 1 a b"), "10: expected end, pad or the end of the line, not \"b\"");
  EXPECT_EQ(fault("data 1 \"a"), "8: expected a second \" that ends this text");
  EXPECT_EQ(fault(R"(data 1 "\q")"), R"(9: expected \n, \r, \t, \", \\ or \x with two hexadecimal digits)");
  EXPECT_EQ(fault("window 0"), "9: expected octets from 0 to 2147483647, not the end of the line");
  EXPECT_EQ(fault("window -1 1"), "8: expected a stream, or 0 for the connection, from 0 to 2147483647, not \"-1\"");
  EXPECT_EQ(fault("window 0 2147483648"), "10: expected octets from 0 to 2147483647, not \"2147483648\"");
  EXPECT_EQ(fault("window 0 1 2"), "12: expected the end of the line, not \"2\"");
  EXPECT_EQ(fault("settings window=5"),
            "10: expected a setting such as ENABLE_PUSH, or its number up to 0xffff, not \"window=5\"");
  EXPECT_EQ(fault("settings enable_push=x"), "22: expected a value from 0 to 4294967295, not \"x\"");
  EXPECT_EQ(fault("settings ack 1"), "14: expected the end of the line, not \"1\"");
  EXPECT_EQ(fault("ping 0102"), "6: expected 8 octets: 16 hexadecimal digits, or a text in quotes, not \"0102\"");
  EXPECT_EQ(fault("priority 1 weight 0"), "19: expected a weight from 1 to 256, not \"0\"");
  EXPECT_EQ(fault("priority 1 3"), "12: expected on, weight, exclusive or the end of the line, not \"3\"");
  EXPECT_EQ(fault("priority_update 1"), "18: expected a priority such as \"u=1, i\", not the end of the line");
  EXPECT_EQ(fault("rst 1 CANCLE"), "7: expected an error code such as CANCEL, or its number, not \"CANCLE\"");
  EXPECT_EQ(fault("goaway 1 2 3 4"), "14: expected the end of the line, not \"4\"");
  EXPECT_EQ(fault("raw"), "4: expected octets: hexadecimal digits, or a text in quotes, not the end of the line");
  EXPECT_EQ(fault("raw 00 0"), "8: expected two hexadecimal digits for each octet, not \"0\"");
  EXPECT_EQ(fault("raw 00zz"), "7: expected two hexadecimal digits for each octet, not \"zz\"");
  EXPECT_EQ(fault("wait soon"),
            "6: expected a stream, a frame such as HEADERS, a time such as 500ms, or close, not \"soon\"");
  EXPECT_EQ(fault("preface 1"), "9: expected the end of the line, not \"1\"");
  EXPECT_EQ(fault("quit 1"), "6: expected the end of the line, not \"1\"");
  EXPECT_EQ(fault("help me"), "6: expected a command such as rst, or help, not \"me\"");
}

TEST(CommandFault, shows_no_octet_that_a_terminal_could_obey) {
  EXPECT_EQ(fault("\x1b[2J"), "1: expected a command such as data, or help, not \"\\x1b[2J\"");
}

}  // namespace
}  // namespace weft::cli::inspect
