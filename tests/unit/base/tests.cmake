crier_test(base_tests
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/time_test.cpp ${CMAKE_CURRENT_LIST_DIR}/text_test.cpp ${CMAKE_CURRENT_LIST_DIR}/crypto_test.cpp
  ROOMS base)
