crier_test(smtp_test
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/reply_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/classify_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/wire_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/dialogue_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/dialogue_setup_test.cpp
  ROOMS channels
  LIBS Boost::json)
