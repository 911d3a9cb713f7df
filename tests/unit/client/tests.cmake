crier_test(client_tests
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/caller_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/check_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/connection_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/ingest_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/looking_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/preview_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/queue_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/rhythm_test.cpp ${CMAKE_CURRENT_LIST_DIR}/silence_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/drafting_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/postmortem_draft_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/saying_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/table_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/ask_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/completion_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/help_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/terminal_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/watching_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/wrapping_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/brake_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/guard_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/moments_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/pending_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/spool_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/status_test.cpp
  ROOMS client ingest config core base
  LIBS Boost::json)
