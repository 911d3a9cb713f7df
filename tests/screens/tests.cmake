# Whole screens of a terminal, by tmux; each test skips itself, by name, where it is not installed (./dev servers).
crier_test(screen_tests
  SOURCES ${process_parts}
    ${CMAKE_CURRENT_LIST_DIR}/screen.cpp
    ${CMAKE_CURRENT_LIST_DIR}/screens_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/shells_test.cpp
  LIBS CURL::libcurl Boost::json
  PROPERTIES TIMEOUT 300)
target_compile_definitions(screen_tests PRIVATE CRIER_BIN="${CMAKE_RUNTIME_OUTPUT_DIRECTORY}" CRIER_SCREENS="${CMAKE_CURRENT_LIST_DIR}")
add_dependencies(screen_tests crierd crier)
