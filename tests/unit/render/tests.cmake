crier_test(render_tests
  SOURCES
    ${CMAKE_CURRENT_LIST_DIR}/civil_time_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/clock_forms_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/escape_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/exercise_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/golden_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/hostile_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/languages_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/mail_header_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/mail_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/markdown_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/maintenance_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/office_close_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/office_open_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/receivers_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/slack_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/special_forms_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/template_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/templates_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/webhook_test.cpp
    ${CMAKE_CURRENT_LIST_DIR}/wording_test.cpp
  ROOMS render core base
  LIBS PkgConfig::GMIME Boost::json)
target_compile_definitions(render_tests PRIVATE CRIER_DOCS="${CMAKE_SOURCE_DIR}/docs" CRIER_GOLDEN="${CMAKE_CURRENT_LIST_DIR}/golden")
