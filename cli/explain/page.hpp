// Terms as text: a page for each, all in a list, or JSON.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include <cli/explain/terms.hpp>

namespace weft::cli::explain {

// No line is longer than `width`, which is 40 at least, unless a word is. Each ends in a line break.
std::string page_of(const Term& term, std::size_t width);

// Each with the first sentence of its meaning, under the titles of the lists.
std::string list_of(std::span<const Term> terms, std::size_t width);

// An array of objects: list, token, scope, code, blame, meaning, advice. What a term does not have is null.
std::string json_of(std::span<const Term> terms);

}  // namespace weft::cli::explain
