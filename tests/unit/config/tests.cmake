crier_test(reader_tests
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/conceal_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/diagnostic_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/files_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/parse_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/section_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/values_test.cpp
  ROOMS reader)
