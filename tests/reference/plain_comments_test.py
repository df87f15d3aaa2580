"""What Doxygen is told about plain comments."""

import unittest

from plain_comments import documented


def lines(*text):
    return documented("\n".join(text), "weft/h2/some.hpp").splitlines()


class PlainComments(unittest.TestCase):
    def test_the_first_comment_is_about_the_header_and_its_layer(self):
        self.assertEqual(lines("// Words.", "#pragma once"), ["/// @file", "/// @ingroup h2", "/// Words.", "#pragma once"])

    def test_indented_lines_are_code_with_their_empty_lines_and_the_text_goes_on_behind(self):
        self.assertEqual(lines("// Use:", "//", "//   f(a<b>);", "//", "//   g();", "//", "// Then.")[2:],
                         ["/// Use:", "///", "/// @code{.cpp}", "/// f(a<b>);", "/// ", "/// g();", "/// @endcode", "///", "/// Then."])

    def test_indented_numbers_are_a_list(self):
        self.assertEqual(lines("//   1. One,", "//      and more.", "//   2. Two.")[2:],
                         ["/// <ol>", "/// <li>One,", "/// and more.", "/// <li>Two.", "/// </ol>"])

    def test_words_are_no_commands(self):
        self.assertEqual(lines(r"// @a \b <c> #d %e &f ::1 `g`")[2:], [r"/// \@a \\b \<c\> \#d \%e \&f \::1 <code>g</code>"])

    def test_a_comment_documents_what_follows_it_and_what_stands_before_it(self):
        self.assertEqual(lines("// H.", "struct S {", "  // A.", "  int a;", "  int b;  // B,", "          // too.", "};")[2:],
                         ["/// H.", "struct S {", "  /// A.", "  int a;", "  int b;  ///< B,", "          ///< too.", "};"])

    def test_bodies_of_functions_stay_as_they_are(self):
        body = ["template <class T>", "T f(T t = {}) {", "  // Why.", "  return t;  // Because.", "}"]
        self.assertEqual(lines("// H.", *body)[3:], body)

    def test_no_declaration_is_documented_by_a_comment_that_stands_apart(self):
        self.assertEqual(lines("// H.", "int a;", "// Apart.", "", "int b;")[3:], ["int a;", "// Apart.", "", "int b;"])

    def test_a_slash_in_a_text_is_no_comment(self):
        self.assertEqual(lines("// H.", 'f("http://a");  // A.')[3:], ['f("http://a");  ///< A.'])

    def test_a_heading_is_one_until_the_next_or_the_end_of_the_type(self):
        self.assertEqual(lines("// H.", "class C {", " public:", "  // --- one -----", "  // A.", "  void a();", "  // --- two -----",
                               "  void b();", " private:", "  int c;", "};")[3:],
                         ["class C {", " public:", "  /// @name one", "  ///@{", "", "  /// A.", "  void a();", "  ///@}",
                          "  /// @name two", "  ///@{", "", "  void b();", "  ///@}", " private:", "  int c;", "};"])

    def test_a_type_without_a_comment_leads_to_its_header(self):
        self.assertEqual(lines("// H.", "", "struct S {")[3:], ["", "/// See weft/h2/some.hpp.", "struct S {"])


if __name__ == "__main__":
    unittest.main()
