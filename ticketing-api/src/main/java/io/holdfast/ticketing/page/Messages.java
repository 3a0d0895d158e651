package io.holdfast.ticketing.page;

import io.quarkus.qute.i18n.Message;
import io.quarkus.qute.i18n.MessageBundle;

/// The words of the frame, in Korean; [EnglishMessages] has the English ones. The words inside the pages are with
/// the web components.
@MessageBundle(locale = "ko")
public interface Messages {

    @Message("ko")
    String language();

    @Message("공연")
    String shows();

    @Message("공연과 예매")
    String show();

    @Message("좌석 선택")
    String performance();

    @Message("예매 내역")
    String order();

    @Message("결제 확인")
    String payment();

    @Message("마이페이지")
    String me();

    @Message("티켓")
    String ticket();

    @Message("입장 확인")
    String checkIn();

    @Message("티켓 받기")
    String transfer();

    @Message("판매자 가입")
    String business();

    @Message("판매자 초대")
    String join();

    @Message("종이 티켓 인쇄")
    String print();

    @Message("비회원 예매 확인")
    String guest();

    @Message("서비스 상태")
    String status();

    @Message("예매대기 배정")
    String offer();

    @Message("본문으로 건너뛰기")
    String skip();

    @Message("주 메뉴")
    String menu();

    @Message("English")
    String otherLanguage();

    @Message("en")
    String otherLanguageCode();

    @Message("이 페이지에는 자바스크립트가 필요합니다. 브라우저 설정에서 켠 뒤 다시 열어 주세요.")
    String noScript();

    @Message("자바스크립트가 꺼져 있어 공연 정보만 볼 수 있습니다. 예매하려면 브라우저 설정에서 켠 뒤 다시 열어 주세요.")
    String noScriptToBuy();

    @Message("누구나 같은 순서로, 같은 자리를 두 번 팔지 않는 예매")
    String promise();

    @Message("찾으시는 페이지가 없습니다")
    String notFound();

    @Message("주소가 바뀌었거나 사라진 페이지입니다.")
    String notFoundMore();

    @Message("볼 수 없는 페이지입니다")
    String refused();

    @Message("다른 계정의 페이지이거나 로그인이 필요합니다.")
    String refusedMore();

    @Message("잠시 문제가 생겼습니다")
    String broken();

    @Message("예매와 결제 내용은 안전합니다. 잠시 뒤 다시 시도해 주세요.")
    String brokenMore();

    @Message("공연 목록으로")
    String toShows();

    // What the server draws before the components do; they say the same.

    @Message("찾기")
    String find();

    @Message("지역 · 날짜 · 예매 상태")
    String moreFilters();

    @Message("공연명, 출연자, 공연장")
    String findWhat();

    @Message("지역")
    String region();

    @Message("모든 지역")
    String anyRegion();

    @Message("시작일")
    String fromDay();

    @Message("종료일")
    String toDay();

    @Message("예매 상태")
    String saleState();

    @Message("전체")
    String anyState();

    @Message("예매 예정")
    String saleSoon();

    @Message("분류")
    String categories();

    @Message("전체")
    String anyCategory();

    @Message("실시간 예매 TOP 10")
    String topTitle();

    @Message("지난 30분 동안 많이 예매된 순서입니다.")
    String topIntro();

    @Message("더 보기")
    String moreShows();

    @Message("아직 등록된 공연이 없습니다.")
    String noShows();

    @Message("조건에 맞는 공연이 없습니다.")
    String noneFound();

    @Message("검색어를 줄이거나 조건을 바꿔 보세요.")
    String noneFoundMore();

    @Message("조건 모두 지우기")
    String clearFilters();

    @Message("찾는 조건이 올바르지 않습니다. 날짜와 검색어를 확인해 주세요.")
    String wrongFilters();

    @Message("회차 선택")
    String performances();

    @Message("등급별 가격")
    String prices();

    @Message("남은 좌석")
    String left();

    @Message("매진")
    String soldOut();

    @Message("공연 취소")
    String calledOff();

    @Message("예매하기")
    String book();

    @Message("대기실 입장")
    String enterLobby();

    @Message("좌석배치도 보기")
    String preview();

    @Message("예매 시작까지")
    String opensIn();

    @Message("공연 소개")
    String aboutShow();

    @Message("장소")
    String venue();

    @Message("주소")
    String venueAddress();

    @Message("관람 시간")
    String runtime();

    @Message("관람 연령")
    String ageLimit();

    @Message("전체 관람가")
    String everyAge();

    @Message("출연")
    String cast();

    @Message("공지")
    String notices();

    @Message("관람 안내")
    String notes();

    @Message("캘린더에 추가")
    String addToCalendar();

    @Message("공연 {n}개")
    String foundShows(int n);

    @Message("{price}부터")
    String from(String price);

    @Message("{at} 예매 시작")
    String opensAt(String at);

    @Message("{day} 외 {n}회")
    String morePerformances(String day, int n);

    @Message("{n}분")
    String minutes(int n);

    @Message("{n}세 이상")
    String fromAge(int n);

    @Message("""
        {#switch name.toLowerCase}\
        {#case 'concert'}콘서트\
        {#case 'musical'}뮤지컬\
        {#case 'theatre'}연극\
        {#case 'sports'}스포츠\
        {#case 'exhibition'}전시\
        {#case 'classic'}클래식\
        {#else}{name}{/switch}""")
    String category(String name);

    @Message("""
        {#switch name}\
        {#case 'seoul'}서울\
        {#case 'gyeonggi'}경기\
        {#case 'incheon'}인천\
        {#case 'gangwon'}강원\
        {#case 'daejeon'}대전\
        {#case 'sejong'}세종\
        {#case 'chungbuk'}충북\
        {#case 'chungnam'}충남\
        {#case 'gwangju'}광주\
        {#case 'jeonbuk'}전북\
        {#case 'jeonnam'}전남\
        {#case 'daegu'}대구\
        {#case 'gyeongbuk'}경북\
        {#case 'busan'}부산\
        {#case 'ulsan'}울산\
        {#case 'gyeongnam'}경남\
        {#case 'jeju'}제주\
        {#else}{name}{/switch}""")
    String regionName(String name);

    @Message("""
        {#switch name}\
        {#case 'SCHEDULED'}예매 예정\
        {#case 'LOBBY'}대기실 열림\
        {#case 'OPEN'}예매 중\
        {#case 'CLOSED'}예매 종료\
        {#else}{name}{/switch}""")
    String saleStateOf(String name);
}
