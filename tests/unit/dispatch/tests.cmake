crier_test(dispatch_tests
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/aftermath_test.cpp ${CMAKE_CURRENT_LIST_DIR}/board_test.cpp ${CMAKE_CURRENT_LIST_DIR}/divert_test.cpp ${CMAKE_CURRENT_LIST_DIR}/fair_test.cpp ${CMAKE_CURRENT_LIST_DIR}/message_cache_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/rate_test.cpp ${CMAKE_CURRENT_LIST_DIR}/window_test.cpp
  ROOMS dispatch)
