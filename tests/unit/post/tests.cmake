crier_test(post_test
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/post_length_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/post_split_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/post_urls_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/punycode_test.cpp
  ROOMS render
  LIBS Boost::json yaml-cpp)
