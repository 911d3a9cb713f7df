crier_test(reader_tests
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/conceal_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/diagnostic_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/files_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/parse_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/section_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/values_test.cpp
  ROOMS reader)

crier_test(config_tests
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/defaults_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/escalation_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/exec_channels_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/http_channels_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/ics_rule_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/ics_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/ingest_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/load_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/mutation_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/office_hours_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/people_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/recipients_csv_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/rhythm_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/show_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/url_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/webhook_secrets_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/wording_test.cpp
  ROOMS config
  LIBS Boost::json)
target_compile_definitions(config_tests PRIVATE CRIER_SOURCE="${CMAKE_SOURCE_DIR}")
