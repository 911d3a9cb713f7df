crier_test(core_tests
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/access_test.cpp ${CMAKE_CURRENT_LIST_DIR}/decide_test.cpp ${CMAKE_CURRENT_LIST_DIR}/pending_test.cpp ${CMAKE_CURRENT_LIST_DIR}/monitors_test.cpp ${CMAKE_CURRENT_LIST_DIR}/mistakes_test.cpp ${CMAKE_CURRENT_LIST_DIR}/retry_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/promise_test.cpp ${CMAKE_CURRENT_LIST_DIR}/cron_test.cpp ${CMAKE_CURRENT_LIST_DIR}/cron_property_test.cpp ${CMAKE_CURRENT_LIST_DIR}/moment_test.cpp ${CMAKE_CURRENT_LIST_DIR}/office_hours_test.cpp ${CMAKE_CURRENT_LIST_DIR}/zone_test.cpp ${CMAKE_CURRENT_LIST_DIR}/maintenance_test.cpp ${CMAKE_CURRENT_LIST_DIR}/quiet_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/json_writer_test.cpp ${CMAKE_CURRENT_LIST_DIR}/route_test.cpp ${CMAKE_CURRENT_LIST_DIR}/escalation_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/operator_notice_test.cpp ${CMAKE_CURRENT_LIST_DIR}/operator_words_test.cpp
  ROOMS core LIBS Boost::json)
