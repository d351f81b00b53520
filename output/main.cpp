#include "output/command_line.hpp"

int main(int argc, char** argv) { return desist::run_program(argc, argv); }
