# Turns files into a C++ source: cmake -P embed.cmake OUT NAME FILE[;FILE...] [NAME FILE...]
# Several files of one name are joined, each on lines of its own.
math(EXPR last "${CMAKE_ARGC} - 1")
set(out ${CMAKE_ARGV3})
set(source "#include \"output/report_assets.hpp\"\n\nnamespace desist::report {\n\n")
foreach(i RANGE 4 ${last} 2)
  math(EXPR next "${i} + 1")
  set(name ${CMAKE_ARGV${i}})
  set(bytes "")
  foreach(file IN LISTS CMAKE_ARGV${next})
    file(READ ${file} hex HEX)
    string(REGEX REPLACE "(..)" "0x\\1," hex "${hex}")
    string(APPEND bytes "${hex}0x0a,\n")
  endforeach()
  string(APPEND source "static constexpr unsigned char ${name}_bytes[] = {\n${bytes}};\n"
    "extern const std::string_view ${name}{reinterpret_cast<const char*>(${name}_bytes), sizeof ${name}_bytes};\n\n")
endforeach()
file(WRITE ${out} "${source}}  // namespace desist::report\n")
